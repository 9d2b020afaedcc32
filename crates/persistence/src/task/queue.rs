//! The order in which tasks of one lane come due: their places, and putting them in order.

use jiff::Timestamp;

use super::TaskKey;
use super::claim::{count, keys};
use crate::chain::micros;
use crate::dialect::Column::Int;
use crate::dialect::Tx;
use crate::dialect::ask::{Ask, Fixed};
use crate::dialect::work::{Done, Work};
use crate::{Store, StoreError};

/// Where a task stands in its lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LanePlace {
    /// From 1.
    pub place: u32,
    /// How many tasks are in the lane.
    pub of: u32,
}

static PLACE: Ask = Ask {
    postgres: "SELECT (SELECT count(*) FROM tasks q WHERE q.lane = t.lane \
                   AND (q.visible_at, q.owner) <= (t.visible_at, t.owner)), \
               (SELECT count(*) FROM tasks q WHERE q.lane = t.lane) \
               FROM tasks t WHERE t.owner = $1 AND t.key = $2",
    sqlite: "SELECT (SELECT count(*) FROM tasks q WHERE q.lane = t.lane \
                 AND (q.visible_at, q.owner) <= (t.visible_at, t.owner)), \
             (SELECT count(*) FROM tasks q WHERE q.lane = t.lane) \
             FROM tasks t WHERE t.owner = ?1 AND t.key = ?2",
};
static COUNT: Ask = Ask {
    postgres: "SELECT count(*) FROM tasks WHERE lane = $1",
    sqlite: "SELECT count(*) FROM tasks WHERE lane = ?1",
};
/// What is worked on, or rests after a failure, keeps its time.
static ORDER: Ask = Ask {
    postgres: "WITH own AS MATERIALIZED (SELECT t.owner, t.key, i.due FROM tasks t \
                   JOIN unnest($1::text[], $2::text[], $3::int8[]) AS i(owner, key, due) \
                   ON t.owner = i.owner AND t.key = i.key \
                   WHERE t.lane = $4 AND t.lease IS NULL AND t.attempt = 0 \
                   ORDER BY t.owner, t.key FOR UPDATE OF t) \
               UPDATE tasks t SET visible_at = o.due FROM own o \
               WHERE t.owner = o.owner AND t.key = o.key RETURNING t.owner",
    sqlite: "UPDATE tasks SET visible_at = ?3 WHERE owner = ?1 AND key = ?2 AND lane = ?4 \
             AND lease IS NULL AND attempt = 0 RETURNING owner",
};

struct Place(TaskKey);

impl Work for Place {
    type Out = Option<LanePlace>;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<Option<LanePlace>>, StoreError> {
        let fixed = [Fixed::Text(&self.0.owner), Fixed::Text(&self.0.key)];
        let read = |row: &crate::dialect::ask::Row<'_>| {
            Ok(LanePlace { place: count(row.int(0)?), of: count(row.int(1)?) })
        };
        Ok(Done::Leave(tx.ask(&PLACE, &[], &fixed, read).await?.pop()))
    }
}

struct Count(String);

impl Work for Count {
    type Out = u32;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<u32>, StoreError> {
        let found = tx.ask(&COUNT, &[], &[Fixed::Text(&self.0)], |row| row.int(0)).await?;
        Ok(Done::Leave(found.into_iter().map(count).sum()))
    }
}

struct Order {
    lane: String,
    tasks: Vec<(TaskKey, Timestamp)>,
}

impl Work for Order {
    type Out = u64;
    const ALONE: bool = true;

    async fn run(&self, tx: &mut Tx) -> Result<Done<u64>, StoreError> {
        let [owners, names] = keys(self.tasks.iter().map(|(task, _)| task));
        let due = Int(self.tasks.iter().map(|(_, due)| micros(*due)).collect());
        let lane = [Fixed::Text(&self.lane)];
        let moved = tx.ask(&ORDER, &[owners, names, due], &lane, |_| Ok(())).await?;
        Ok(Done::Keep(moved.len() as u64))
    }
}

impl Store {
    /// Where `task` stands in its lane, if it is there.
    pub async fn place_in_lane(&self, task: TaskKey) -> Result<Option<LanePlace>, StoreError> {
        self.perform(Place(task)).await
    }

    /// How many tasks are in `lane`.
    pub async fn lane_length(&self, lane: &str) -> Result<u32, StoreError> {
        self.perform(Count(lane.to_owned())).await
    }

    /// Makes each of `tasks` due when it is said, if it waits in `lane`. What is worked on, was
    /// moved to another lane or rests after a failure stays as it is. Answers how many were moved.
    pub async fn order_lane(
        &self,
        lane: &str,
        tasks: Vec<(TaskKey, Timestamp)>,
    ) -> Result<u64, StoreError> {
        if tasks.is_empty() {
            return Ok(0);
        }
        self.perform(Order { lane: lane.to_owned(), tasks }).await
    }
}
