// Signing in by a real provider of OpenID Connect on the loopback: the whole flow, then everything
// that can be wrong with what comes back. Started by `cargo xtask sign-in`, which gives the program
// and where the tools are.
import { createRequire } from "node:module";
import { createServer } from "node:http";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { PROGRAM, TOOLS } = process.env;
const need = createRequire(join(TOOLS, "package.json"));
const { Provider } = await import(pathToFileURL(need.resolve("oidc-provider")));
const jose = await import(pathToFileURL(need.resolve("jose")));
const SECRET = "a-secret-that-only-the-desk-and-its-provider-know";
const folder = mkdtempSync(join(tmpdir(), "caseflight-sign-in-"));
const faults = [];
let checks = 0;
const check = (words, holds, seen = "") => {
  checks += 1;
  if (!holds) { faults.push(words); console.log(`FAULT ${words}${seen === "" ? "" : `: ${seen}`}`); }
};

function listen(handler) {
  return new Promise((done) => {
    const server = createServer(handler);
    server.listen(0, "127.0.0.1", () => done({ server, origin: `http://127.0.0.1:${server.address().port}` }));
  });
}
async function freePort() {
  const { server, origin } = await listen(() => {});
  await new Promise((done) => server.close(done));
  return Number(new URL(origin).port);
}

// The provider, with a door through which tests change what it says.
const { publicKey, privateKey } = await jose.generateKeyPair("RS256", { extractable: true });
const jwk = { ...(await jose.exportJWK(privateKey)), kid: "one", use: "sig", alg: "RS256" };
const PEOPLE = {
  ann: { name: "Ann <b>Officer</b>", groups: ["nol-officers", "everybody"] },
  bob: { name: "Bob", groups: ["everybody"] },
  cas: { name: "Cas", groups: ["nol-officers", "mia-officers"] },
  dee: { name: "Dee", groups: "nol-chiefs" },
  eve: { name: "Eve" },
};
let who = "ann";
let tamper = null;
let handler = (_, response) => response.end();
const idp = await listen((request, response) => handler(request, response));
const port = await freePort();
const desk = `http://127.0.0.1:${port}`;
const provider = new Provider(idp.origin, {
  clients: [{
    client_id: "desk", client_secret: SECRET, redirect_uris: [`${desk}/sign-in/provider/return`],
    post_logout_redirect_uris: [`${desk}/sign-in`], response_types: ["code"],
    grant_types: ["authorization_code"], token_endpoint_auth_method: "client_secret_basic",
  }],
  jwks: { keys: [jwk] },
  cookies: { keys: ["only-for-this-test"] },
  claims: { openid: ["sub"], profile: ["name"], groups: ["groups"] },
  scopes: ["openid", "profile", "groups"],
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: async () => ({ sub: id, ...PEOPLE[id] }) }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ accountId: ctx.oidc.session.accountId, clientId: ctx.oidc.client.clientId });
    grant.addOIDCScope("openid profile groups");
    await grant.save();
    return grant;
  },
});
const asked = [];
provider.use(async (ctx, next) => {
  asked.push(`${ctx.method} ${ctx.path}`);
  await next();
  if (ctx.path === "/token" && tamper && ctx.body?.id_token) {
    const claims = jose.decodeJwt(ctx.body.id_token);
    ctx.body = { ...ctx.body, id_token: await tamper(claims) };
  }
});
const answer = provider.callback();
handler = async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return answer(request, response);
  const result = { login: { accountId: who } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
};

// The desk.
function start(bind, more) {
  const child = spawn(PROGRAM, [
    "--log", "trace", "--database-url", join(folder, `${bind}.db`), "serve", "--bind", `127.0.0.1:${bind}`,
    "--no-worker", "--client-header", "x-client", "--public-url", `http://127.0.0.1:${bind}`, "--oidc-client-id", "desk", "--oidc-name", "the agency",
    "--oidc-role", "nol-chiefs=supervisory_officer@NOL", "--oidc-role", "nol-officers=deportation_officer@NOL",
    "--oidc-role", "mia-officers=deportation_officer@MIA", "--oidc-scope", "groups", ...more,
  ], { stdio: ["ignore", "ignore", "pipe"] });
  child.said = "";
  child.stderr.on("data", (data) => { child.said += data; });
  return child;
}
async function ready(at, child) {
  for (let n = 0; n < 200; n += 1) {
    if (child.exitCode !== null) throw new Error(`the desk ended: ${child.said.slice(-2000)}`);
    const up = await fetch(`${at}/readyz`).then((r) => r.ok).catch(() => false);
    if (up) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error("the desk is not ready");
}

// A browser: follows nothing by itself, keeps cookies for each origin.
// Each is another client to the desk, which takes only so many sign-ins of one.
let clients = 0;
class Browser {
  jar = new Map();
  client = `10.0.0.${clients += 1}`;
  async go(url, more = {}) {
    const origin = new URL(url).origin;
    const own = this.jar.get(origin) ?? new Map();
    this.jar.set(origin, own);
    const cookie = [...own].map(([name, value]) => `${name}=${value}`).join("; ");
    const got = await fetch(url, { redirect: "manual", ...more, headers: { cookie, accept: "text/html", "x-client": this.client, ...more.headers } });
    for (const line of got.headers.getSetCookie()) {
      const [pair] = line.split(";");
      const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      if (/max-age=0|1970/i.test(line)) own.delete(name); else own.set(name, value);
    }
    got.lines = got.headers.getSetCookie();
    got.text_ = await got.text();
    got.to = got.headers.get("location") && new URL(got.headers.get("location"), url).href;
    return got;
  }
  cookie(name) { return this.jar.get(desk)?.get(name); }
  // As far as the address that the provider sends the browser back to.
  async away(next = "/") {
    let got = await this.go(`${desk}/sign-in/provider?next=${encodeURIComponent(next)}`);
    this.begun = got;
    for (let n = 0; n < 8 && got.to && !got.to.startsWith(`${desk}/sign-in/provider/return`); n += 1) got = await this.go(got.to);
    return got.to;
  }
}
const SESSION = "__Host-caseflight";
const ATTEMPT = "__Host-caseflight-oidc";
const session = (got) => got.lines.some((line) => line.startsWith(`${SESSION}=`) && !line.startsWith(`${SESSION}=;`));
async function refused(words, got, status = 401) {
  check(`${words}: answered ${status}`, got.status === status, got.status);
  check(`${words}: no session`, !session(got));
  check(`${words}: the attempt is over`, got.lines.some((line) => line.startsWith(`${ATTEMPT}=;`)));
}

const children = [];
try {
  writeFileSync(join(folder, "secret"), `${SECRET}\n`);
  const child = start(port, ["--oidc-issuer", idp.origin, "--oidc-secret-file", join(folder, "secret")]);
  children.push(child);
  await ready(desk, child);

  // The whole way.
  const ann = new Browser();
  const page = await ann.go(`${desk}/sign-in?next=/flights`);
  check("the sign-in page has the way to the provider", page.text_.includes('href="/sign-in/provider?next=/flights"'));
  const back = await ann.away("/flights");
  const sent = new URL(ann.begun.to).searchParams;
  for (const [name, value] of [["response_type", "code"], ["code_challenge_method", "S256"], ["client_id", "desk"]]) {
    check(`the request has ${name}`, sent.get(name) === value, sent.get(name));
  }
  check("state, nonce and challenge are long and differ", new Set(["state", "nonce", "code_challenge"].map((n) => sent.get(n)).filter((v) => v?.length >= 43)).size === 3);
  const kept = ann.begun.lines.find((line) => line.startsWith(`${ATTEMPT}=`)) ?? "";
  check("the attempt's cookie is for this host only", ["Path=/", "Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600"].every((part) => kept.includes(part)) && !kept.includes("Domain"), kept);
  const attempt = ann.cookie(ATTEMPT);
  const signedIn = await ann.go(back);
  check("signed in", signedIn.status === 200 && session(signedIn), `${signedIn.status} ${signedIn.text_.slice(0, 400)}`);
  check("goes on where it was asked", signedIn.text_.includes('content="0; url=/flights"'));
  const line = signedIn.lines.find((one) => one.startsWith(`${SESSION}=`)) ?? "";
  check("the session's cookie is strict", ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"].every((part) => line.includes(part)), line);
  const docket = await ann.go(`${desk}/`);
  check("the docket greets by name, escaped", docket.status === 200 && docket.text_.includes("Ann &#60;b&#62;Officer"), docket.status);
  check("in the role and office of the group", docket.text_.includes("NOL") && /deportation officer/i.test(docket.text_));

  // Again: another session, and the earlier one is over.
  const first = ann.cookie(SESSION);
  await ann.go(await ann.away());
  check("the session is another one", ann.cookie(SESSION) && ann.cookie(SESSION) !== first);
  const old = await fetch(`${desk}/`, { redirect: "manual", headers: { cookie: `${SESSION}=${first}` } });
  check("the earlier session is over", old.status === 303, old.status);

  // Nobody fixes a session or an address.
  const fixed = new Browser();
  fixed.jar.set(desk, new Map([[SESSION, "f".repeat(64)]]));
  await fixed.go(await fixed.away("//evil.example/"));
  check("a given session is not taken", fixed.cookie(SESSION) !== "f".repeat(64));
  const own = new Browser();
  const home = await own.go(await own.away("https://evil.example"));
  check("nobody is sent to another site", home.text_.includes('content="0; url=/"'));

  // What comes back is not what was asked for.
  const fresh = async () => { const browser = new Browser(); return [browser, await browser.away()]; };
  const with_ = (url, name, value) => { const changed = new URL(url); changed.searchParams.set(name, value); return changed.href; };
  let [b, url] = await fresh();
  await refused("another state", await b.go(with_(url, "state", "0".repeat(64))));
  [b, url] = await fresh();
  b.jar.delete(desk);
  await refused("no attempt", await b.go(url));
  [b, url] = await fresh();
  const [other] = await fresh();
  await refused("the answer to somebody else's attempt", await other.go(url));
  [b, url] = await fresh();
  await refused("another code", await b.go(with_(url, "code", "made-up")));
  [b, url] = await fresh();
  await refused("another issuer", await b.go(with_(url, "iss", "https://evil.example")));
  [b, url] = await fresh();
  const without = new URL(url); without.searchParams.delete("code");
  await refused("no code", await b.go(without.href));
  [b, url] = await fresh();
  const denied = with_(without.href, "error", "<script>access_denied"); 
  const no = await b.go(with_(denied, "state", new URL(url).searchParams.get("state")));
  await refused("the provider says no", no);
  check("its words are not shown", !no.text_.includes("access_denied"));
  [b, url] = await fresh();
  const text = b.cookie(ATTEMPT);
  await b.go(url);
  b.jar.get(desk).set(ATTEMPT, text);
  await refused("the same code again", await b.go(url));
  [b, url] = await fresh();
  const [secret, begun, ...rest] = b.cookie(ATTEMPT).split(".");
  b.jar.get(desk).set(ATTEMPT, [secret, Number(begun) - 601, ...rest].join("."));
  await refused("an attempt of ten minutes ago", await b.go(url));
  [b, url] = await fresh();
  b.jar.get(desk).set(ATTEMPT, `${"0".repeat(64)}.${begun}./`);
  await refused("an attempt that was made up", await b.go(url));

  // The token is not what it must be.
  const sign = (claims, key = privateKey, head = {}) => new jose.SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one", ...head }).sign(key);
  const stranger = (await jose.generateKeyPair("RS256")).privateKey;
  const now = Math.floor(Date.now() / 1000);
  const base64 = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const WRONG = {
    "another nonce": (c) => sign({ ...c, nonce: "0".repeat(64) }),
    "no nonce": ({ nonce, ...c }) => sign(c),
    "another audience": (c) => sign({ ...c, aud: "somebody-else" }),
    "one audience too many": (c) => sign({ ...c, aud: ["desk", "somebody-else"], azp: "somebody-else" }),
    "an expired token": (c) => sign({ ...c, iat: now - 7200, exp: now - 3600 }),
    "a token of another issuer": (c) => sign({ ...c, iss: "https://evil.example" }),
    "another access token": (c) => sign({ ...c, at_hash: "AAAAAAAAAAAAAAAAAAAAAA" }),
    "a token of a strange key": (c) => sign(c, stranger),
    "a token of a strange key with another name": (c) => sign(c, stranger, { kid: "two" }),
    "an unsigned token": (c) => `${base64({ alg: "none" })}.${base64(c)}.`,
    "a token signed by our secret": (c) => new jose.SignJWT(c).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(SECRET)),
    "a token signed by the public key": async (c) => new jose.SignJWT(c).setProtectedHeader({ alg: "HS256", kid: "one" }).sign(new TextEncoder().encode(await jose.exportSPKI(publicKey))),
    "no token": () => "",
    "what is no token": () => "a.b.c",
  };
  for (const [words, change] of Object.entries(WRONG)) {
    tamper = change;
    [b, url] = await fresh();
    await refused(words, await b.go(url));
  }
  tamper = (claims) => sign(claims);
  [b, url] = await fresh();
  const again = await b.go(url);
  check("a token that is only signed again is good: the tests above test what they say", again.status === 200 && session(again), again.status);
  tamper = null;

  // Who has no role does not get in; who loses it is out.
  for (const name of ["bob", "cas", "eve"]) {
    who = name;
    [b, url] = await fresh();
    await refused(`${name}, whose groups give no role`, await b.go(url), 403);
  }
  who = "dee";
  const dee = new Browser();
  await dee.go(await dee.away());
  check("one group as a text", /supervisory officer/i.test((await dee.go(`${desk}/`)).text_));
  PEOPLE.dee.groups = [];
  [b, url] = await fresh();
  await refused("dee, who lost the group", await b.go(url), 403);
  check("and every earlier session of dee is over", (await dee.go(`${desk}/`)).status === 303);

  // Out, here and there.
  const csrf = docket.text_.match(/name="csrf" value="([^"]+)"/)[1];
  check("the form of an earlier session is refused", (await ann.go(`${desk}/sign-out`, { method: "POST", body: new URLSearchParams({ csrf }), headers: { "sec-fetch-site": "same-origin" } })).status === 403);
  const mark = (await ann.go(`${desk}/`)).text_.match(/name="csrf" value="([^"]+)"/)[1];
  const out = await ann.go(`${desk}/sign-out`, { method: "POST", body: new URLSearchParams({ csrf: mark }), headers: { "sec-fetch-site": "same-origin" } });
  check("signed out", out.status === 303 && (await ann.go(`${desk}/`)).status === 303);
  const there = await ann.go(`${desk}/sign-out/provider`);
  check("the way out of the provider", there.to?.startsWith(`${idp.origin}/session/end?client_id=desk`), there.to);

  // A provider that points elsewhere, or sends on, is not followed.
  const inner = [];
  const inside = await listen((request, response) => { inner.push(request.url); response.end("{}"); });
  const KINDS = {
    "keys that are elsewhere": (at) => ({ jwks_uri: `${inside.origin}/keys` }),
    "tokens that are elsewhere": (at) => ({ token_endpoint: `${inside.origin}/token` }),
    "another issuer": () => ({ issuer: inside.origin }),
  };
  for (const [words, more] of Object.entries({ ...KINDS, "being sent on": null })) {
    const bad = await listen((request, response) => {
      if (request.url.startsWith("/.well-known") && !more) { response.writeHead(302, { location: `${inside.origin}/x` }); return response.end(); }
      response.setHeader("content-type", "application/json");
      if (request.url === "/keys") return response.end(JSON.stringify({ keys: [] }));
      const said = {
        issuer: bad.origin, authorization_endpoint: `${bad.origin}/auth`, token_endpoint: `${bad.origin}/token`, jwks_uri: `${bad.origin}/keys`,
        response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["RS256"], ...more?.(bad.origin),
      };
      return response.end(JSON.stringify(said));
    });
    const at = await freePort();
    const site = start(at, ["--oidc-issuer", bad.origin]);
    children.push(site);
    await ready(`http://127.0.0.1:${at}`, site);
    const browser = new Browser();
    const got = await browser.go(`http://127.0.0.1:${at}/sign-in/provider`);
    if (got.status === 303) {
      const state = new URL(got.to).searchParams.get("state");
      const end = await browser.go(`http://127.0.0.1:${at}/sign-in/provider/return?code=x&state=${state}`);
      check(`${words}: nobody is signed in`, end.status === 401 && !session(end), end.status);
    } else check(`${words}: answered as away`, got.status === 502, got.status);
    check(`${words}: nothing was fetched from there`, inner.length === 0, inner.join());
    site.kill();
    bad.server.close();
  }
  inside.server.close();

  // Nothing of it is in the log, at its most talkative.
  const hidden = { secret: SECRET, attempt, session: first, "a name": "Officer", "a code": new URL(back).searchParams.get("code") };
  hidden["the verifier"] = createHash("sha256").update(`verifier\n${attempt}`).digest("hex");
  for (const [words, value] of Object.entries(hidden)) {
    const at = child.said.indexOf(value);
    check(`${words} is not in the log`, at < 0, child.said.slice(Math.max(0, at - 200), at + 40));
  }
  check("the log was written", child.said.length > 1000, child.said.length);
} finally {
  for (const child of children) child.kill();
  idp.server.close();
  idp.server.closeAllConnections();
  await new Promise((done) => setTimeout(done, 300));
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${checks} checks, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
