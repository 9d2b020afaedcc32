//! Forms as data: one template draws them all, with labels, hints and the faults of each field.

use std::collections::HashMap;

use crate::fields::Fault;

/// What people type into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Long,
    Date,
    Moment,
    Number,
    Choice,
    Box,
    Password,
}

/// One of several values.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
}

/// A field.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
    pub(super) value: String,
    pub(super) choices: Vec<Choice>,
    pub(super) faults: Vec<String>,
}

/// A form.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// Name, unique on its page.
    pub(super) id: String,
    pub(super) title: String,
    pub(super) intro: String,
    pub(super) to: String,
    pub(super) submit: &'static str,
    pub(super) seen: Option<i64>,
    pub(super) fields: Vec<Field>,
    /// Why it cannot be sent, if it cannot.
    pub(super) refused: Option<String>,
    /// Whether it stands open on the page.
    pub(super) open: bool,
    /// Whether it takes people off, or cannot be taken back.
    pub(super) grave: bool,
}

impl Field {
    fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        let (value, choices, faults) = (String::new(), Vec::new(), Vec::new());
        Self { name, label, hint: "", kind, required: false, value, choices, faults }
    }

    pub(super) fn text(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Text)
    }

    pub(super) fn long(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Long)
    }

    pub(super) fn date(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Date)
    }

    pub(super) fn moment(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Moment)
    }

    pub(super) fn number(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Number)
    }

    pub(super) fn check(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Box)
    }

    pub(super) fn password(name: &'static str, label: &'static str) -> Self {
        Self::new(name, label, Kind::Password)
    }

    pub(super) fn is_box(&self) -> bool {
        self.kind == Kind::Box
    }

    pub(super) fn is_choice(&self) -> bool {
        self.kind == Kind::Choice
    }

    pub(super) fn is_long(&self) -> bool {
        self.kind == Kind::Long
    }

    /// How a browser is to take it: fixed words, nothing that anybody typed.
    pub(super) fn attributes(&self) -> &'static str {
        match self.kind {
            Kind::Date => "type=\"date\"",
            Kind::Moment => "type=\"text\" placeholder=\"2024-06-29T15:10\"",
            Kind::Number => "type=\"number\" min=\"0\" max=\"65535\" inputmode=\"numeric\"",
            Kind::Password => "type=\"password\" autocomplete=\"current-password\"",
            Kind::Text | Kind::Long | Kind::Choice | Kind::Box => {
                "type=\"text\" maxlength=\"2000\" dir=\"auto\" autocomplete=\"off\""
            }
        }
    }

    /// A choice among values and their labels.
    pub(super) fn choice<V: ToString, L: ToString>(
        name: &'static str,
        label: &'static str,
        choices: impl IntoIterator<Item = (V, L)>,
    ) -> Self {
        let choices = choices
            .into_iter()
            .map(|(value, label)| Choice { value: value.to_string(), label: label.to_string() });
        Self { choices: choices.collect(), ..Self::new(name, label, Kind::Choice) }
    }

    pub(super) fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub(super) fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    pub(super) fn value(self, value: impl Into<String>) -> Self {
        Self { value: value.into(), ..self }
    }
}

/// What is not possible now, together where the reason is the same, in the order of the forms.
pub(super) fn by_reason(forms: &[Form]) -> Vec<(&str, Vec<&str>)> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for form in forms {
        let why = form.refused.as_deref().unwrap_or_default();
        match groups.iter_mut().find(|(known, _)| *known == why) {
            Some((_, titles)) => titles.push(&form.title),
            None => groups.push((why, vec![&form.title])),
        }
    }
    groups
}

impl Form {
    /// A form called `id` that is sent to `to`.
    pub(super) fn new(
        id: impl Into<String>,
        title: impl Into<String>,
        to: impl Into<String>,
        submit: &'static str,
    ) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            intro: String::new(),
            to: to.into(),
            submit,
            seen: None,
            fields: Vec::new(),
            refused: None,
            open: false,
            grave: false,
        }
    }

    pub(super) fn intro(self, intro: impl Into<String>) -> Self {
        Self { intro: intro.into(), ..self }
    }

    pub(super) fn seen(self, version: i64) -> Self {
        Self { seen: Some(version), ..self }
    }

    pub(super) fn fields(self, fields: Vec<Field>) -> Self {
        Self { fields, ..self }
    }

    pub(super) fn grave(self) -> Self {
        Self { grave: true, ..self }
    }

    /// Says why it cannot be sent, if `why` is there.
    pub(super) fn refused(self, why: Option<String>) -> Self {
        Self { refused: self.refused.or(why), ..self }
    }

    /// The same with `value` in the field `name`.
    pub(super) fn chosen(mut self, name: &str, value: &str) -> Self {
        for field in self.fields.iter_mut().filter(|field| field.name == name) {
            value.clone_into(&mut field.value);
        }
        self
    }

    /// Puts back what was typed, with its faults, and opens the form.
    pub(super) fn filled(mut self, typed: &HashMap<String, String>, faults: &[Fault]) -> Self {
        for field in &mut self.fields {
            if field.kind != Kind::Password
                && let Some(value) = typed.get(field.name)
            {
                field.value.clone_from(value);
            }
            let own = faults.iter().filter(|fault| fault.field() == field.name);
            field.faults = own.map(|fault| fault.detail.clone()).collect();
        }
        self.open = true;
        self
    }
}
