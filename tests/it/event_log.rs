//! An event log while the system goes on: it is about what it has objects of, and it comes to an end.

use std::collections::HashSet;
use std::io;

use interchange::eventlog::{EventLog, LogEvent, LogObject};
use operations::Silent;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::support::small::{flight_id, ready};
use crate::support::{World, worlds};

/// A log during which a flight is scheduled, a case opened and somebody seated: after the flights
/// were written and while the cases are.
struct Meanwhile<'w> {
    world: &'w World,
    objects: Vec<LogObject>,
    events: Vec<LogEvent>,
}

impl EventLog for Meanwhile<'_> {
    fn object(&mut self, object: &LogObject) -> io::Result<()> {
        self.objects.push(object.clone());
        if object.id == "case:P1.1" {
            block_in_place(|| {
                Handle::current().block_on(async {
                    self.world.with_flights([flight_id("F2")]).await;
                    self.world.with_cases([ready("P0")]).await;
                    self.world.seat("F2", &["P2"]).await;
                });
            });
        }
        Ok(())
    }

    fn event(&mut self, event: &LogEvent) -> io::Result<()> {
        self.events.push(event.clone());
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_while_a_log_is_written_neither_ends_it_nor_is_half_in_it() {
    for world in worlds("log_meanwhile").await {
        let name = world.name;
        world.with_cases(["P1", "P2"].map(ready)).await;
        world.with_flights([flight_id("F1")]).await;
        world.seat("F1", &["P1"]).await;
        let mut log = Meanwhile { world: &world, objects: Vec::new(), events: Vec::new() };
        let told = world.ops.export_log(&mut log, &Silent).await.unwrap();
        let Meanwhile { objects, events, .. } = log;
        let (of_objects, of_events) = (objects.len() as u64, events.len() as u64);
        assert_eq!((told.objects, told.events), (of_objects, of_events), "{name}");
        let ids: Vec<&str> = events.iter().map(|event| event.id.as_str()).collect();
        assert_eq!(ids, ["F1/1", "F1/2", "F1/3", "P1.1/1", "P1.1/2", "P2.1/1"], "{name}");
        let known: HashSet<&str> = objects.iter().map(|object| object.id.as_str()).collect();
        let related = objects.iter().map(|one| &one.related);
        let related = related.chain(events.iter().map(|one| &one.related)).flatten();
        let lost: Vec<_> = related.filter(|(object, _)| !known.contains(object.as_str())).collect();
        assert!(lost.is_empty(), "{name}: {lost:?}");
    }
}
