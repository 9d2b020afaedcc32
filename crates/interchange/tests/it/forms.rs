//! A page is read back as what was printed, and any change of it is found.

use interchange::forms::{Label, PageFault, Paper, html, read_page};
use proptest::prelude::*;

fn words() -> impl Strategy<Value = String> {
    prop_oneof!["[ -~]{0,20}", "[a-zÀ-ÿ一-龥<>&\"']{0,12}"]
}

fn papers() -> impl Strategy<Value = Vec<Paper>> {
    let pairs = proptest::collection::vec((words(), words()), 0..4);
    let table = (1_usize..4).prop_flat_map(|columns| {
        let row = move || proptest::collection::vec(words(), columns);
        (row(), proptest::collection::vec(row(), 0..5))
    });
    let labels = proptest::collection::vec(
        ("[A-Z0-9-]{1,12}", proptest::collection::vec(words(), 0..3))
            .prop_map(|(code, lines)| Label { code, lines }),
        0..3,
    );
    let lines = || proptest::collection::vec(words(), 0..3);
    let paper = (words(), pairs, table, labels, lines(), lines()).prop_map(
        |(title, head, (columns, rows), labels, foot, signatures)| Paper {
            title,
            head,
            columns,
            rows,
            labels,
            foot,
            signatures,
        },
    );
    proptest::collection::vec(paper, 1..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_was_printed_is_read_back(papers in papers()) {
        prop_assert_eq!(read_page(&html(&papers)), Ok(papers));
    }

    #[test]
    fn a_page_with_another_letter_anywhere_is_not_as_it_was_made(
        papers in papers(),
        at in any::<proptest::sample::Index>(),
    ) {
        let page = html(&papers);
        let mut letters: Vec<char> = page.chars().collect();
        let letter = at.get_mut(&mut letters);
        *letter = if *letter == 'x' { 'y' } else { 'x' };
        let changed: String = letters.into_iter().collect();
        prop_assert!(read_page(&changed).is_err());
    }

    #[test]
    fn any_text_is_read_to_its_end(text in "(<h1>|<p>|</p>|<tr><td>|&amp;|&|[ -~]|\n){0,60}") {
        prop_assert!(read_page(&text).is_err());
    }
}

#[test]
fn control_characters_are_printed_and_stamped_as_spaces() {
    let paper = Paper { title: "A\tB\nC".to_owned(), ..Paper::default() };
    let read = read_page(&html(&[paper])).unwrap();
    assert_eq!(read.first().map(|paper| paper.title.as_str()), Some("A B C"));
    assert_eq!(read_page("<p>nothing</p>\n"), Err(PageFault::NoPaper));
}
