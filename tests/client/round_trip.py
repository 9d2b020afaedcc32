"""A round trip with the client that a generator made from /openapi.json: sign in by token, list,
read, place a hold once, meet every kind of no. Started by `cargo xtask client`."""

import os
import uuid

from caseflight_client import AuthenticatedClient, Client
from caseflight_client.api.cases import cases_close, cases_history, cases_list, cases_many, cases_reopen, cases_show
from caseflight_client.api.holds import holds_place
from caseflight_client.api.flights import flights_list
from caseflight_client.models import Advance, CaseList, CaseView, Many, ManyDone, Place, Problem, Reopen
from caseflight_client.models import ManyStepType0, Nothing, Picked

desk = os.environ["DESK"]
client = AuthenticatedClient(base_url=desk, token=os.environ["TOKEN"])
checks = 0


def check(answer, status, kind):
    global checks
    checks += 1
    assert answer.status_code == status, (answer.status_code, status, answer.content[:500])
    assert isinstance(answer.parsed, kind), (type(answer.parsed), kind)
    return answer.parsed


# Without a token, and with one that is none.
check(cases_list.sync_detailed(client=Client(base_url=desk)), 401, Problem)
check(cases_list.sync_detailed(client=AuthenticatedClient(base_url=desk, token="cf_none")), 401, Problem)

# Every page of the list, once each.
seen, after = [], None
for _ in range(5):
    more = {"after": after} if after else {}
    page = check(cases_list.sync_detailed(client=client, limit=3, stage="order_final", **more), 200, CaseList)
    seen += [row.id for row in page.cases]
    after = page.next_
    if after is None:
        break
assert len(seen) == len(set(seen)) and seen, seen
check(cases_list.sync_detailed(client=client, stage="no_such"), 422, Problem)
check(flights_list.sync_detailed(client=client), 200, list)

# One case, with its version, and what happened to it.
case = seen[0]
answer = cases_show.sync_detailed(case, client=client)
view = check(answer, 200, CaseView)
tag = answer.headers["etag"]
assert tag == f'"{view.version}"', tag
check(cases_history.sync_detailed(case, client=client), 200, list)
check(cases_show.sync_detailed("P9999999.9", client=client), 404, Problem)

# A hold is placed once under its key.
key = str(uuid.uuid4())
hold = Place(kind="judicial_stay", document="order of 24 June <b>'; --", docket="2:24-cv-00123")
first = holds_place.sync_detailed(case, client=client, body=hold, idempotency_key=key)
assert first.status_code == 201, first.content
again = holds_place.sync_detailed(case, client=client, body=hold, idempotency_key=key)
assert (again.status_code, again.content) == (201, first.content)
assert again.headers["idempotency-replayed"] == "true"
other = Place(kind="judicial_stay", document="another order")
check(holds_place.sync_detailed(case, client=client, body=other, idempotency_key=key), 422, Problem)
wrong = check(holds_place.sync_detailed(case, client=client, body=Place(kind="none", document=" ")), 422, Problem)
assert [fault.pointer for fault in wrong.errors] == ["/kind", "/document"], wrong

# A change needs the version that was read: 428 without, 412 with an old one, 409 where a rule says no.
raw = client.get_httpx_client().post(f"/api/v1/cases/{case}/advance")
assert raw.status_code == 428, raw.text
assert Problem.from_dict(raw.json()).type_ == "/help/problems#version-missing"
old = check(cases_reopen.sync_detailed(case, client=client, body=Reopen(reason="a motion"), if_match=tag), 412, Problem)
assert old.version == view.version + 1, old
now = cases_show.sync_detailed(case, client=client).headers["etag"]
reopened = cases_reopen.sync_detailed(case, client=client, body=Reopen(reason="a motion"), if_match=now)
assert reopened.status_code == 200, reopened.content
rule = cases_reopen.sync_detailed(case, client=client, body=Reopen(reason="again"), if_match=reopened.headers["etag"])
assert check(rule, 409, Problem).code == "R001", rule

# One step for many cases: what would become of each.
picked = [Picked(case=case, version=1), Picked(case="P9999999.9", version=1)]
many = Many(cases=picked, step=ManyStepType0(advance=Nothing()), dry_run=True)
done = check(cases_many.sync_detailed(client=client, body=many), 200, ManyDone)
assert [row.verdict.value for row in done.rows] == ["stale", "refused"], done

print(f"{checks} answers of the generated client, all as described")
