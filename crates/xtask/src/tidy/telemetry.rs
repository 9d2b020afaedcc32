//! No name, birth date or identity number reaches a log or a span: ids only.

use super::{Fault, File};

/// Fields no event or span may have, and values none may show, whatever stands before the last dot.
const PERSONAL: &[&str] = &["a_number", "birth_date", "family_name", "fin", "given_names"];

/// Things that are no person, so may be named.
const NAMED_THINGS: &[&str] = &["otel", "sweep"];

/// Macros that take fields.
const MACROS: &[&str] = &[
    "trace!(",
    "debug!(",
    "info!(",
    "warn!(",
    "error!(",
    "event!(",
    "span!(",
    "trace_span!(",
    "debug_span!(",
    "info_span!(",
    "warn_span!(",
    "error_span!(",
];

pub(super) fn check(file: &File, faults: &mut Vec<Fault>) {
    let Some(source) = &file.source else { return };
    let code = &source.code;
    for opening in MACROS {
        for (line, inside) in calls(code, opening) {
            check_fields(file, line, inside, faults);
            check_message(file, line, inside, faults);
        }
    }
    for (line, inside) in calls(code, "instrument(") {
        // In the attribute, `name = "…"` is the span's own name; the fields have a list of their own.
        let parts: Vec<&str> = parts(inside).collect();
        if !parts.contains(&"skip_all") {
            let what = "instrument records every argument: say skip_all, then name the fields";
            faults.push(Fault::line(file, line, what));
        }
        for fields in parts.iter().filter_map(|part| part.strip_prefix("fields(")) {
            check_fields(file, line, fields.strip_suffix(')').unwrap_or(fields), faults);
        }
    }
}

/// Line and arguments of every call, which may go over several lines.
fn calls<'a>(code: &'a str, opening: &str) -> Vec<(usize, &'a str)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(opening) {
        let (before, rest) = code.split_at(at);
        let attribute = opening.starts_with("instrument");
        let previous = before.trim_end_matches("tracing::").chars().next_back();
        let belongs = match previous {
            Some('[') => true,
            Some(letter) => !attribute && !letter.is_alphanumeric() && letter != '_',
            None => !attribute,
        };
        if belongs {
            let inside = rest.get(opening.len()..).unwrap_or_default();
            found.push((1 + before.matches('\n').count(), up_to_closing(inside)));
        }
    }
    found
}

fn up_to_closing(text: &str) -> &str {
    let mut depth = 1_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(..at).unwrap_or(text);
        }
    }
    text
}

/// The parts between commas that stand in no bracket.
fn parts(arguments: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    arguments
        .split(move |letter| {
            match letter {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            letter == ',' && depth == 0
        })
        .map(str::trim)
}

fn check_fields(file: &File, line: usize, arguments: &str, faults: &mut Vec<Fault>) {
    for part in parts(arguments) {
        let (field, value) = part.split_once('=').unwrap_or((part, part));
        let bare = |text: &str| text.trim().trim_start_matches(['%', '?', '&']).to_owned();
        let (field, value) = (bare(field), bare(value));
        let shown = [&field, &value].into_iter().find(|path| PERSONAL.contains(&last(path)));
        let shown = shown.or_else(|| is_somebodys_name(&field).then_some(&field));
        if let Some(shown) = shown {
            faults.push(Fault::line(file, line, format!("personal data in a log: {shown}")));
        }
    }
}

/// Variables named inside a message: `"seated {name}"`. Only the whole text still has them.
fn check_message(file: &File, line: usize, inside: &str, faults: &mut Vec<Fault>) {
    let lines = 1 + inside.matches('\n').count();
    for (at, text) in file.text.lines().enumerate().skip(line - 1).take(lines) {
        for shown in text.split('{').skip(1) {
            let word = shown.split(['}', ':']).next().unwrap_or(shown);
            if word == "name" || PERSONAL.contains(&word) {
                let what = format!("personal data in a log: {{{word}}}");
                faults.push(Fault::line(file, at + 1, what));
            }
        }
    }
}

fn is_somebodys_name(field: &str) -> bool {
    let owner = field.rsplit_once('.').map(|(owner, _)| owner);
    last(field) == "name" && !owner.is_some_and(|owner| NAMED_THINGS.contains(&owner))
}

fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn shown(code: &str) -> Vec<String> {
        let mut faults = Vec::new();
        check(&File::new("crates/worker/src/a.rs", code), &mut faults);
        faults.iter().map(|fault| fault.what.clone()).collect()
    }

    #[test]
    fn personal_fields_are_found_however_they_are_written() {
        for code in [
            "info!(name = %person.name, \"seated\");",
            "tracing::warn!(person.birth_date = ?date, \"odd\");",
            "error!(%fin, \"twice\");",
            "info_span!(\"x\", a_number = %a);",
            "info!(\n    \"seated {name}\"\n);",
            "warn!(\"two with {fin:?}\");",
            "warn!(\"two with {}\", person.name);",
            "debug!(who = %person.family_name, \"seen\");",
            "#[tracing::instrument(name = \"x\", skip_all, fields(\n    person.name = %p\n))]",
        ] {
            assert_eq!(shown(code).len(), 1, "{code}");
        }
    }

    #[test]
    fn ids_counts_and_the_names_of_things_are_fine() {
        for code in [
            "info!(case.id = %id, elapsed_ms = f(a, b), \"name of the person\");",
            "#[instrument(name = \"x\", skip_all, fields(sweep.name = self.name))]",
            "let name = person.name; instrument(name);",
            "finish!(fin);",
        ] {
            assert!(shown(code).is_empty(), "{code}: {:?}", shown(code));
        }
    }

    #[test]
    fn an_attribute_that_records_every_argument_is_a_fault() {
        assert_eq!(shown("#[tracing::instrument(name = \"x\")]").len(), 1);
    }
}
