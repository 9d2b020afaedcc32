//! The structure of a PAXLST message, directory D.13B: which segment may follow which.

/// A segment or a group of them, with how often it may come.
#[derive(Debug)]
pub(super) struct Node {
    tag: &'static str,
    must: bool,
    most: u32,
    /// What follows the first segment, if this is a group.
    within: &'static [Node],
}

const fn must(tag: &'static str, most: u32) -> Node {
    Node { tag, must: true, most, within: &[] }
}

const fn may(tag: &'static str, most: u32) -> Node {
    Node { tag, must: false, most, within: &[] }
}

const fn group(tag: &'static str, most: u32, within: &'static [Node]) -> Node {
    Node { tag, must: false, most, within }
}

/// A message between its header and its trailer, both included.
pub(super) const MESSAGE: &[Node] = &[
    must("UNH", 1),
    must("BGM", 1),
    may("RFF", 1),
    may("DTM", 9),
    group("NAD", 5, &[may("CTA", 1), may("COM", 5)]),
    Node {
        tag: "TDT",
        must: true,
        most: 10,
        within: &[may("DTM", 1), group("LOC", 99, &[may("DTM", 2)])],
    },
    group("NAD", 99_999, PERSON),
    may("CNT", 99),
    may("AUT", 1),
    must("UNT", 1),
];

/// A person, after the name.
const PERSON: &[Node] = &[
    may("ATT", 9),
    may("DTM", 5),
    may("MEA", 9),
    may("GEI", 5),
    may("FTX", 5),
    may("LOC", 25),
    may("COM", 9),
    may("EMP", 9),
    may("NAT", 9),
    may("RFF", 9),
    group(
        "DOC",
        5,
        &[may("DTM", 5), may("GEI", 5), may("RFF", 5), may("LOC", 5), may("CPI", 1), may("QTY", 5)],
    ),
    group("GID", 99, &[may("FTX", 5), may("QTY", 5)]),
    group("TDT", 99, &[may("FTX", 9)]),
];

/// How deep groups lie in one another, and one more.
const DEEPEST: usize = 4;

/// One list of nodes, and where in it the message stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    nodes: &'static [Node],
    at: usize,
    times: u32,
}

/// Where a message stands.
#[derive(Debug)]
pub(super) struct Cursor {
    places: Vec<Place>,
}

/// What the grammar says of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It may stand here.
    Fits,
    /// It may, but a segment that must come before is missing.
    After(&'static str),
    /// It may stand nowhere from here on.
    Misplaced,
}

impl Cursor {
    /// Before the first segment.
    pub(super) fn new() -> Self {
        let mut places = Vec::with_capacity(DEEPEST);
        places.push(Place { nodes: MESSAGE, at: 0, times: 0 });
        Self { places }
    }

    /// Goes on to a segment with `tag`: within the innermost group that has a place for it. After
    /// a misplaced one the cursor stays where it is.
    pub(super) fn step(&mut self, tag: &str) -> Step {
        for depth in (0..self.places.len()).rev() {
            let Some(place) = self.places.get(depth).copied() else { continue };
            let Some((at, times)) = place.find(tag) else { continue };
            let missing = place.missing_before(at);
            self.places.truncate(depth);
            self.places.push(Place { nodes: place.nodes, at, times });
            let within = place.nodes.get(at).map_or(&[][..], |node| node.within);
            if !within.is_empty() {
                self.places.push(Place { nodes: within, at: 0, times: 0 });
            }
            return missing.map_or(Step::Fits, Step::After);
        }
        Step::Misplaced
    }
}

impl Place {
    /// Where `tag` is from here on, and how often it has come there then.
    fn find(&self, tag: &str) -> Option<(usize, u32)> {
        let nodes = self.nodes.iter().enumerate().skip(self.at);
        nodes
            .filter(|(_, node)| node.tag == tag)
            .map(|(at, node)| (at, node, if at == self.at { self.times + 1 } else { 1 }))
            .find(|(_, node, times)| *times <= node.most)
            .map(|(at, _, times)| (at, times))
    }

    /// A segment that must stand between here and `at` and does not.
    fn missing_before(&self, at: usize) -> Option<&'static str> {
        let here = usize::from(self.times > 0);
        let between = self.nodes.iter().take(at).skip(self.at + here);
        between.filter(|node| node.must).map(|node| node.tag).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(tags: &str) -> Vec<Step> {
        let mut cursor = Cursor::new();
        tags.split(' ').map(|tag| cursor.step(tag)).collect()
    }

    #[test]
    fn a_whole_message_fits() {
        let tags = "UNH BGM RFF DTM DTM NAD CTA COM NAD TDT DTM LOC DTM LOC DTM TDT LOC NAD ATT \
                    DTM LOC LOC NAT RFF DOC DTM LOC DOC NAD ATT DOC GID FTX TDT CNT CNT AUT UNT";
        assert!(walk(tags).iter().all(|step| *step == Step::Fits));
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(walk("UNH TDT"), [Step::Fits, Step::After("BGM")]);
        let steps = walk("UNH BGM NAD NAD NAD NAD NAD NAD UNT");
        assert_eq!(steps[7], Step::After("TDT"));
        assert_eq!(walk("UNH BGM UNT")[2], Step::After("TDT"));
    }

    #[test]
    fn what_stands_in_the_wrong_place_is_found() {
        assert_eq!(walk("UNH BGM TDT NAD DOC ATT").pop(), Some(Step::Misplaced));
        assert_eq!(walk("UNH BGM BGM").pop(), Some(Step::Misplaced));
        assert_eq!(walk("UNH BGM TDT XYZ").pop(), Some(Step::Misplaced));
    }
}
