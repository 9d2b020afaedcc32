//! What the labels of a request say in the languages of those who read it.

use domain::rulebook::DisclosureField as F;

/// Languages that labels are printed in, beside English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Spanish,
    Chinese,
    Portuguese,
    French,
}

/// The first of `languages` (BCP 47) that there are words in.
fn language(languages: &[String]) -> Option<Language> {
    languages.iter().find_map(|tag| match tag.split('-').next().unwrap_or_default() {
        "es" => Some(Language::Spanish),
        "zh" => Some(Language::Chinese),
        "pt" => Some(Language::Portuguese),
        "fr" => Some(Language::French),
        _ => None,
    })
}

/// In Spanish, Chinese, Portuguese and French.
type InFour = [&'static str; 4];

const fn in_four(field: F) -> Option<InFour> {
    Some(match field {
        F::FamilyName => ["apellidos", "姓", "apelido", "nom"],
        F::GivenNames => ["nombres", "名", "nome próprio", "prénoms"],
        F::Sex => ["sexo", "性别", "sexo", "sexe"],
        F::BirthDate => {
            ["fecha de nacimiento", "出生日期", "data de nascimento", "date de naissance"]
        }
        F::BirthCountry => {
            ["país de nacimiento", "出生国", "país de nascimento", "pays de naissance"]
        }
        F::Nationality => ["nacionalidad", "国籍", "nacionalidade", "nationalité"],
        F::DocumentKind => {
            ["documento de viaje", "旅行证件种类", "documento de viagem", "document de voyage"]
        }
        F::DocumentNumber => {
            ["número del documento", "证件号码", "número do documento", "numéro du document"]
        }
        F::DocumentExpiry => ["válido hasta", "有效期至", "válido até", "valable jusqu’au"],
        F::Minor => ["menor de edad", "未成年人", "menor de idade", "mineur"],
        F::Sequence
        | F::Photo
        | F::Fingerprints
        | F::Convictions
        | F::NeedsNurse
        | F::FamilyGroup
        | F::ArrivalAirport => return None,
    })
}

/// What is asked for, as the title of the cover letter.
const REQUEST: InFour = [
    "solicitud de documento de viaje",
    "旅行证件申请",
    "pedido de documento de viagem",
    "demande de document de voyage",
];

const fn pick(words: InFour, language: Language) -> &'static str {
    let [spanish, chinese, portuguese, french] = words;
    match language {
        Language::Spanish => spanish,
        Language::Chinese => chinese,
        Language::Portuguese => portuguese,
        Language::French => french,
    }
}

/// `english`, and the label of `field` in the first of `languages` that there are words in.
pub(super) fn label(english: &str, field: F, languages: &[String]) -> String {
    match (language(languages), in_four(field)) {
        (Some(language), Some(words)) => format!("{english} / {}", pick(words, language)),
        _ => english.to_owned(),
    }
}

/// The title of a request.
pub(super) fn request(languages: &[String]) -> String {
    let english = "Request for a travel document";
    language(languages).map_or_else(
        || english.to_owned(),
        |language| format!("{english} / {}", pick(REQUEST, language)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_there_are_words_in_is_taken() {
        let tags = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>();
        assert_eq!(label("Sex", F::Sex, &tags(&["zh-Hans"])), "Sex / 性别");
        assert_eq!(label("Sex", F::Sex, &tags(&["ht", "fr"])), "Sex / sexe");
        assert_eq!(label("Sex", F::Sex, &tags(&["vi"])), "Sex");
        assert_eq!(label("Photo", F::Photo, &tags(&["es"])), "Photo");
    }
}
