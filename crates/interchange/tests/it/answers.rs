//! Files of answers: any bytes at all are read to their end, row by row.

use interchange::answers::{AnswerFault, AnswerReader};
use proptest::prelude::*;

const HEAD: &str = "request,answer,answered_on,number,issued_on,expires_on,mrz\n";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_are_read_to_their_end(bytes in proptest::collection::vec(any::<u8>(), 0..1_000)) {
        let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
        for head in ["", HEAD] {
            let mut file = head.as_bytes().to_vec();
            file.extend(&bytes);
            let rows: Vec<_> = AnswerReader::new(file.as_slice()).collect();
            prop_assert!(rows.len() <= lines + 2);
        }
    }

    #[test]
    fn rows_like_answers_are_answers_or_faults_with_their_line(
        rows in proptest::collection::vec(
            "[A-Z0-9.]{0,9}/?[A-Z0-9-]{0,9},(approved|refused|pending|x)?,(2024-0[0-9]-[0-3][0-9])?,[^,\"\n\r]{0,9},,,([A-Z0-9<]{30}(\\|[A-Z0-9<]{30}){2})?",
            1..20,
        ),
    ) {
        let file = format!("{HEAD}{}\n", rows.join("\n"));
        let read: Vec<_> = AnswerReader::new(file.as_bytes()).collect();
        prop_assert_eq!(read.len(), rows.len());
        for (n, (line, row)) in read.iter().enumerate() {
            prop_assert_eq!(*line, n as u64 + 2);
            if let Ok(row) = row {
                prop_assert_eq!(row.line, *line);
            }
        }
    }
}

fn only(file: &[u8]) -> Result<String, AnswerFault> {
    let mut rows = AnswerReader::new(file);
    let row = rows.next().unwrap().1;
    assert!(rows.next().is_none());
    row.map(|row| format!("{}/{} {}", row.case, row.document, row.answer))
}

#[test]
fn columns_come_in_any_order_after_a_byte_order_mark() {
    let file = "\u{feff}answered_on,answer,request\n2024-06-20,approved,P1.1/D1\n";
    assert_eq!(only(file.as_bytes()).unwrap(), "P1.1/D1 approved");
}

#[test]
fn half_a_file_and_another_encoding_are_told_apart() {
    let with = |row: &[u8]| [HEAD.as_bytes(), row].concat();
    assert_eq!(only(&with(b"P1.1/D1,approved,2024-0")), Err(AnswerFault::Cells));
    assert_eq!(only(&with(b"P1.1/D1,approved,2024-06-20,L\xe9,,,\n")), Err(AnswerFault::Encoding));
    assert_eq!(only(b"request;answer\n"), Err(AnswerFault::Columns));
    assert_eq!(only(b"request,answer,answered_on,answer\n"), Err(AnswerFault::Columns));
    let long = format!("{HEAD}P1.1/D1,approved,2024-06-20,{},,,\n", "L".repeat(5_000));
    assert_eq!(only(long.as_bytes()), Err(AnswerFault::Long));
}
