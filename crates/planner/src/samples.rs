//! A small instance for examples and tests.

/// Two groups, one contracted flight to one country, no caps that bind.
///
/// ```
/// assert!(planner::Instance::from_json(planner::samples::ONE_FLIGHT).is_ok());
/// ```
pub const ONE_FLIGHT: &str = r#"{
  "format": "charter-manifest/1",
  "countries": {"code": ["GTM"], "notice_days": [3], "td_min_left_days": [0], "weekly_cap": [-1]},
  "cities": ["AEX"],
  "facility_office": [0],
  "links": {"facility": [0], "city": [0], "lead_days": [1], "cap_per_day": [-1], "cost_pp": [40]},
  "weights": {"seat": 1000, "aging_per_day": 5, "aging_cap": 365, "td_urgent": 800,
    "td_urgent_days": 21, "review_met": 1500, "wait_cap_days": 60, "review_slack_days": 30},
  "flights": {"dep": [10], "pick": [[0]], "drop": [[0]], "arr_off": [[0]], "seats": [3],
    "board": [[3]], "drop_cap": [[3]], "hr_permille": [400], "nurse": [0], "med_max": [0],
    "family_ok": [1], "candidate": [0], "cost": [5000], "min_fill": [0]},
  "cases": {"group": [0, 1, 1], "country": [0, 0, 0], "facility": [0, 0, 0], "ready": [0, 2, 2],
    "td_from": [0, 0, 0], "td_to": [30, 30, 30], "ap_from": [0, 0, 0], "ap_to": [30, 30, 30],
    "days_detained": [20, 5, 5], "cost_per_day": [150, 295, 295], "review_day": [70, 80, 80],
    "risk": [0, 0, 1], "escort_seats": [0, 0, 0], "medical": [0, 0, 0], "minor": [0, 0, 1]},
  "keep_apart": []
}"#;
