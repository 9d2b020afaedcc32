//! The accounting of disclosures: a row for each release to somebody outside.

use std::borrow::Cow;

use domain::CaseEvent;

use super::prepare::PreparedCase;
use crate::StoreError;
use crate::dialect::Column::{Int, Text};
use crate::dialect::column::Form;
use crate::dialect::{Kind, Tx, Write};

static DISCLOSURES: Write = Write {
    columns: &[
        ("case_id", Kind::Text),
        ("version", Kind::Int),
        ("recipient", Kind::Text),
        ("purpose", Kind::Text),
        ("fields", Kind::Text),
        ("at", Kind::Int),
    ],
    form: Form::Insert { table: "disclosures", then: "" },
};

/// Enters what was disclosed into the accounting.
pub(crate) async fn write(tx: &mut Tx, cases: &[&PreparedCase]) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for case in cases {
        for (event, text) in case.change.events.iter().zip(&case.events) {
            if let CaseEvent::Disclosed { recipient, purpose, fields } = event {
                let fields = serde_json::to_string(fields).unwrap_or_default();
                rows.push((*case, text.version, recipient, purpose, fields));
            }
        }
    }
    let columns = [
        Text(rows.iter().map(|row| row.0.stream().into()).collect()),
        Int(rows.iter().map(|row| row.1).collect()),
        Text(rows.iter().map(|row| row.2.as_str().into()).collect()),
        Text(rows.iter().map(|row| Cow::from(&**row.3)).collect()),
        Text(rows.iter().map(|row| row.4.as_str().into()).collect()),
        Int(rows.iter().map(|row| row.0.at).collect()),
    ];
    tx.write(&DISCLOSURES, &columns).await.map(drop)
}
