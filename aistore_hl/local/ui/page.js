// The page of a local cluster. Whatever comes from the cluster becomes text: nothing here makes markup of a string.

const POLL = 1000, KEPT = 1000, SHOWN = 200, SAMPLES = 60, PAGE = 100;
const HEAD = 64 << 10, HEX = 4 << 10, PICTURE = 8 << 20;
const $ = id => document.getElementById(id);

let secret = "", objects = [], marks = [], listed = null, isPaused = false, listing = 0, misses = 0;
const nodes = new Map(), buckets = new Map(), orders = new Map(), log = new Map();

// Elements: make("td", {class: "num"}, "text", child, ...)
function make(tag, facts = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(facts))
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") made.toggleAttribute(name, value);
    else made.setAttribute(name, value);
  made.append(...content);
  return made;
}
function say(node, text) { if (node.textContent !== text) node.textContent = text; }

// Words
const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
function size(bytes) {
  let unit = 0;
  while (bytes >= 1024 && unit < UNITS.length - 1) { bytes /= 1024; unit++; }
  return `${unit && bytes < 100 ? bytes.toFixed(1) : Math.round(bytes)} ${UNITS[unit]}`;
}
// Names as they can be read: what is invisible, or turns the order of letters round, is written out.
const plain = text => text.replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu, sign => `⟨${sign.codePointAt(0).toString(16)}⟩`);
const count = number => number.toLocaleString("en");
const two = (number, width = 2) => String(number).padStart(width, "0");
function clock(seconds, withMillis = true) {
  const at = new Date(seconds * 1000);
  const text = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  return withMillis ? `${text}.${two(at.getMilliseconds(), 3)}` : text;
}
function took(seconds) {
  if (seconds === null) return "…";
  return seconds < 1 ? `${(seconds * 1000).toFixed(seconds < .01 ? 1 : 0)} ms` : `${seconds.toFixed(1)} s`;
}

// Requests
class Refused extends Error {
  constructor(status, said) {
    super(said.error || `refused with ${status}`);
    this.status = status;
    this.isOurs = !said.node;
  }
}
async function ask(method, path, {json, range, signal} = {}) {
  const headers = {Authorization: `Bearer ${secret}`};
  if (json !== undefined) headers["Content-Type"] = "application/json";
  if (range) headers.Range = range;
  const body = json === undefined ? undefined : JSON.stringify(json);
  const answer = await fetch(path, {method, headers, body, signal, cache: "no-store", redirect: "error"});
  if (answer.ok) return answer;
  const refused = new Refused(answer.status, await answer.json().catch(() => ({})));
  if (answer.status === 401 && refused.isOurs) lock("This is not the cluster's secret.");
  throw refused;
}
const told = async (...request) => (await ask(...request)).json();
const inside = (kind, bucket, name = "", query = {}) => {
  const words = new URLSearchParams(bucket.namespace ? {...query, namespace: bucket.namespace} : query);
  return `/ui/api/${kind}/${encodeURIComponent(bucket.name)}${name && `/${name}`}${words.size ? `?${words}` : ""}`;
};
function why(error) { return error instanceof Refused ? error.message : "The cluster does not answer."; }

// Telling and asking the user
function toast(text, isBad = false) {
  const shown = make("p", isBad ? {class: "bad"} : {}, text);
  $("toasts").append(shown);
  while ($("toasts").childElementCount > 4) $("toasts").firstChild.remove();
  setTimeout(() => shown.remove(), isBad ? 9000 : 4000);
}
async function trying(work) {
  try { return await work(); } catch (error) { toast(why(error), true); }
}
function confirmed(title, text, yes, input = false) {
  const dialog = $("ask");
  $("ask-yes").classList.toggle("danger", !input);
  say($("ask-h"), title);
  say($("ask-text"), text);
  say($("ask-yes"), yes);
  $("ask-input").hidden = !input;
  $("ask-value").required = input;
  $("ask-value").value = "";
  dialog.returnValue = "";
  dialog.showModal();
  (input ? $("ask-value") : dialog.querySelector("button")).focus();
  return new Promise(done => dialog.addEventListener("close", () => {
    done(dialog.returnValue === "yes" && (input ? $("ask-value").value.trim() : true));
  }, {once: true}));
}

$("ask-no").addEventListener("click", () => $("ask").close(""));

// The door
function lock(text) {
  secret = "";
  sessionStorage.removeItem("secret");
  $("main").hidden = true;
  $("door").hidden = false;
  say($("refused"), text);
  link("", "Locked");
  $("secret").focus();
}
function unlock(given) {
  secret = given;
  $("door").hidden = true;
  say($("refused"), "");
  start();
}
$("door").addEventListener("submit", event => {
  event.preventDefault();
  const given = $("secret").value.trim();
  $("secret").value = "";
  if (given) unlock(given);
});
function link(state, text) {
  $("link").className = state;
  say($("link").lastChild, text);
}

// What changes by itself
let round = 0;
async function start() {
  const mine = ++round;
  try { showKinds(await told("GET", "/kinds")); } catch (error) {
    if (!secret) return;
    away(error);
    setTimeout(() => { if (mine === round) start(); }, POLL);
    return;
  }
  sessionStorage.setItem("secret", secret);
  $("main").hidden = false;
  for (let isFirst = true; mine === round && secret; isFirst = false) {
    try {
      await poll();
      if (isFirst) await list();
      if (misses) toast("The cluster answers again.");
      misses = 0;
      $("gone").hidden = true;
      link("up", "Connected");
    } catch (error) {
      if (!secret) return;
      away(error);
    }
    await new Promise(done => setTimeout(done, POLL));
  }
}
function away(error) {
  misses++;
  link("down", "Not connected");
  const text = error instanceof Refused ? `The cluster refused: ${error.message}` : "The cluster is gone: nothing answers at this address. Trying again every second; what is shown is how it last was.";
  say($("gone"), text);
  $("gone").hidden = false;
}
async function poll() {
  const [cluster, overview, lines] = await Promise.all([
    told("GET", "/cluster"), told("GET", "/ui/api/overview"), told("GET", `/log?after=${logged()}`),
  ]);
  say($("endpoint"), cluster.endpoint);
  const targets = cluster.nodes.filter(node => node.side === "target").length;
  say($("facts"), `${count(targets)} target${targets === 1 ? "" : "s"}, map version ${cluster.version}`);
  showBuckets(overview.buckets);
  showNodes(cluster.nodes, new Map(overview.space.map(room => [room.node, room])));
  showOrders(cluster.faults);
  showJobs(overview.jobs);
  for (const line of lines) { log.set(line.number, line); noticed(line); }
  for (const number of log.keys()) { if (log.size <= KEPT) break; log.delete(number); }
  if (!isPaused && lines.length) showLog();
}

// Nodes
function card(node) {
  const part = {};
  const rate = (sort, text) => make("span", {class: sort}, make("b", {}, text), " ", part[sort] = make("span"));
  part.up = make("button", {onclick: () => change(node.id, {up: !part.node.is_up})});
  part.away = make("button", {onclick: () => change(node.id, {in_maintenance: !part.node.in_maintenance})});
  part.chart = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of [["viewBox", `0 0 ${SAMPLES - 1} 40`], ["preserveAspectRatio", "none"], ["role", "img"]])
    part.chart.setAttribute(name, value);
  for (const sort of ["out", "in"]) {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
    line.setAttribute("class", sort);
    part.chart.append(line);
  }
  part.meter = make("meter", {min: 0, max: 1, "aria-label": `Room used at ${node.id}`});
  part.room = make("div", {class: "room"}, make("span"), make("span"));
  part.shown = make("li", {class: "card"},
    make("div", {class: "top"}, make("span", {class: "id mono", title: node.origin}, `${node.side === "proxy" ? "p" : "t"}[${node.id}]`),
      part.tag = make("span"), make("span", {class: "grow"}), ...(node.side === "target" ? [part.away] : []), part.up),
    part.chart,
    make("div", {class: "rates"}, rate("i", "in"), rate("o", "out"), rate("q", "")),
    ...(node.side === "target" ? [part.meter, part.room] : []));
  part.samples = [];
  $("cards").append(part.shown);
  return part;
}
function showNodes(found, rooms) {
  const now = performance.now();
  for (const node of found) {
    const part = nodes.get(node.id) || card(node);
    part.node = node;
    nodes.set(node.id, part);
    // A button that was pressed asks between two rounds: that is too short a time for a rate.
    if (part.at && now - part.at < POLL / 2) continue;
    const speed = name => part.at ? Math.max(0, node[name] - part.counted[name]) * 1000 / (now - part.at) : 0;
    part.samples.push([speed("body_bytes"), speed("sent_bytes"), speed("requests")]);
    if (part.samples.length > SAMPLES) part.samples.shift();
    part.counted = node;
    part.at = now;
  }
  const top = Math.max(1024, ...[...nodes.values()].flatMap(part => part.samples.flatMap(each => each.slice(0, 2))));
  for (const part of nodes.values()) showNode(part, top, rooms.get(part.node.id));
  fill($("by-node"), [...nodes.keys()]);
  fill($("node"), [...nodes.keys()]);
}
function showNode(part, top, room) {
  const {node, samples} = part;
  const [inward, outward, requests] = samples.at(-1);
  for (const line of part.chart.children) {
    const which = line.getAttribute("class") === "in" ? 0 : 1;
    const start = SAMPLES - samples.length;
    line.setAttribute("points", samples.map((each, index) => `${start + index},${(39 - 37 * each[which] / top).toFixed(1)}`).join(" "));
  }
  part.chart.setAttribute("aria-label", `Throughput of the last minute at ${node.id}; now ${size(inward)}/s in, ${size(outward)}/s out`);
  say(part.i, `${size(inward)}/s`);
  say(part.o, `${size(outward)}/s`);
  say(part.q, `${Math.round(requests)} req/s, ${count(node.requests)} in all`);
  say(part.tag, !node.is_up ? "down" : node.in_maintenance ? "maintenance" : "up");
  part.tag.className = `tag ${!node.is_up ? "off" : node.in_maintenance ? "warn" : ""}`;
  say(part.up, node.is_up ? "Take down" : "Bring up");
  part.up.setAttribute("aria-label", `${part.up.textContent} ${node.id}`);
  say(part.away, node.in_maintenance ? "Restore" : "Maintain");
  part.away.setAttribute("aria-label", `${part.away.textContent} ${node.id}`);
  if (room) {
    part.meter.value = room.total ? room.used / room.total : 0;
    say(part.room.firstChild, `${size(room.used)} used`);
    say(part.room.lastChild, room.total ? `room for ${size(room.total)}` : "");
  }
}
const change = (id, what) => trying(async () => {
  await told("PATCH", `/nodes/${encodeURIComponent(id)}`, {json: what});
  await poll();
});
function fill(select, names) {
  const known = [...select.options].map(option => option.value).filter(Boolean);
  if (known.join("\n") !== names.join("\n")) {
    const chosen = select.value;
    select.replaceChildren(select.options[0], ...names.map(name => make("option", {value: name}, name)));
    select.value = names.includes(chosen) ? chosen : "";
  }
}

// Buckets and objects
const key = bucket => (bucket.namespace ? `#${bucket.namespace}/` : "") + bucket.name;
const bucket = () => buckets.get($("bucket").value);
function showBuckets(found) {
  const names = found.map(key), select = $("bucket");
  if (names.join("\n") === [...buckets.keys()].join("\n") && select.options.length) return;
  const chosen = select.value;
  buckets.clear();
  for (const each of found) buckets.set(key(each), each);
  select.replaceChildren(...(names.length ? names.map(name => make("option", {value: name}, name)) : [make("option", {value: ""}, "no bucket")]));
  if (buckets.has(chosen)) select.value = chosen;
  else if (listed !== null) open();
}
function open() { marks = []; return list(); }
async function list() {
  const mine = ++listing, at = Date.now() / 1000, chosen = bucket(), prefix = $("prefix").value, after = marks.at(-1);
  let page = {objects: [], more: null}, text = chosen ? "" : "There is no bucket yet: make one, or drop a file here.";
  if (chosen) {
    try {
      page = await told("GET", inside("buckets", chosen, "", {count: PAGE, ...(prefix && {prefix}), ...(after && {after})}));
      if (!page.objects.length) text = prefix ? `No name begins with “${prefix}”.` : "The bucket is empty: drop a file here.";
    } catch (error) {
      text = `Not listed: ${why(error)}`;
    }
  }
  if (mine !== listing) return;
  listed = {at, path: chosen ? `/v1/objects/${encodeURIComponent(chosen.name)}/` : ""};
  say($("reload"), "List");
  $("reload").classList.remove("go");
  objects = page.objects;
  $("entries").replaceChildren(...objects.map(entry => row(chosen, entry)));
  say($("none"), text);
  $("none").hidden = !text;
  $("none").classList.toggle("bad", text.startsWith("Not listed"));
  const before = marks.length * PAGE;
  say($("where"), objects.length ? `${count(before + 1)} to ${count(before + objects.length)}${page.more ? ", and more" : ""}` : "");
  $("first").disabled = $("previous").disabled = !marks.length;
  $("next").disabled = !page.more;
  $("next").onclick = () => { marks.push(page.more); list(); };
  $("destroy").disabled = $("reload").disabled = !chosen;
}
// Somebody has written to the bucket since it was listed: said, and not listed at once, which would be in the log too.
function noticed(line) {
  if (!listed?.path || line.method === "GET" || line.method === "HEAD" || line.at < listed.at || !line.target.startsWith(listed.path)) return;
  say($("reload"), "List again");
  $("reload").classList.add("go");
}
function row(chosen, entry) {
  const name = plain(entry.name);
  return make("tr", {},
    make("td", {class: "wide"}, make("button", {class: "plain mono", title: name, "aria-label": `Preview ${name}`, onclick: () => preview(chosen, entry)}, name)),
    make("td", {class: "num", title: `${count(entry.size)} bytes`}, size(entry.size)),
    make("td", {class: "num version"}, entry.version),
    make("td", {}, make("button", {class: "bad plain", "aria-label": `Delete ${name}`, onclick: () => remove(chosen, entry)}, "Delete")));
}
async function remove(chosen, entry) {
  if (!await confirmed("Delete this object?", `${key(chosen)}/${plain(entry.name)}`, "Delete")) return;
  await trying(async () => {
    await ask("DELETE", inside("objects", chosen, entry.path));
    toast(`Deleted ${plain(entry.name)}`);
  });
  await list();
  $("objects").focus({preventScroll: true});
}
$("bucket").addEventListener("change", open);
$("reload").addEventListener("click", open);
$("first").addEventListener("click", open);
$("previous").addEventListener("click", () => { marks.pop(); list(); });
let typing = 0;
$("prefix").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(open, 200); });
async function makeBucket(name) {
  await ask("POST", inside("buckets", {name}));
  await poll();
  $("bucket").value = name;
  await open();
}
$("make").addEventListener("click", async () => {
  const name = await confirmed("New bucket", "", "Make", true);
  if (name) await trying(() => makeBucket(name));
});
$("destroy").addEventListener("click", async () => {
  const chosen = bucket();
  if (!chosen || !await confirmed("Destroy this bucket and everything in it?", key(chosen), "Destroy")) return;
  await trying(async () => {
    await ask("DELETE", inside("buckets", chosen));
    await poll();
    await open();
  });
});

// Uploads, one after the other
let queue = Promise.resolve();
function upload(files) {
  for (const file of files) queue = queue.then(() => trying(() => send(file)));
}
async function send(file) {
  if (!bucket()) await makeBucket("uploads");
  const chosen = bucket(), prefix = $("prefix").value;
  const name = (prefix.endsWith("/") ? prefix : "") + file.name;
  const request = new XMLHttpRequest(), bar = make("progress", {max: 1, value: 0, "aria-label": `Upload of ${name}`});
  const done = make("em", {class: "num soft"}), stop = make("button", {"aria-label": `Stop the upload of ${name}`, onclick: () => request.abort()}, "Stop");
  const shown = make("li", {}, make("span", {class: "mono"}, name), bar, done, stop);
  $("transfers").append(shown);
  request.upload.addEventListener("progress", event => {
    bar.value = event.total ? event.loaded / event.total : 1;
    say(done, size(event.loaded));
  });
  const failure = await new Promise(end => {
    request.addEventListener("load", () => end(request.status === 200 ? "" : reason(request)));
    request.addEventListener("error", () => end("the connection broke, or it is a folder"));
    request.addEventListener("abort", () => end("stopped"));
    request.open("PUT", inside("objects", chosen, encodeURIComponent(name)));
    request.setRequestHeader("Authorization", `Bearer ${secret}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(file);
  });
  if (failure) {
    const close = make("button", {"aria-label": `Dismiss ${name}`, onclick: () => shown.remove()}, "Dismiss");
    shown.className = "failed";
    shown.replaceChildren(make("span", {class: "bad", role: "alert"}, `${name}: ${failure}`), close);
  } else {
    shown.remove();
    toast(`Uploaded ${name}, ${size(file.size)}`);
    await list();
  }
}
function reason(request) {
  try { return JSON.parse(request.responseText).error; } catch { return `refused with ${request.status}`; }
}
$("files").addEventListener("change", event => { upload(event.target.files); event.target.value = ""; });
let over = 0;
addEventListener("dragenter", event => { event.preventDefault(); over++; $("drop").classList.add("over"); });
addEventListener("dragleave", () => { if (--over <= 0) $("drop").classList.remove("over"); });
addEventListener("dragover", event => event.preventDefault());
addEventListener("drop", event => {
  event.preventDefault();
  over = 0;
  $("drop").classList.remove("over");
  if (secret) upload(event.dataTransfer.files);
});

// Preview
const PICTURES = [
  ["image/png", [0x89, 0x50, 0x4e, 0x47]], ["image/jpeg", [0xff, 0xd8, 0xff]], ["image/gif", [0x47, 0x49, 0x46, 0x38]],
  ["image/webp", [0x52, 0x49, 0x46, 0x46, , , , , 0x57, 0x45, 0x42, 0x50]], ["image/bmp", [0x42, 0x4d]],
];
let picture = "", looking = new AbortController();
async function preview(chosen, entry) {
  looking = new AbortController();
  const {signal} = looking, path = inside("objects", chosen, entry.path);
  say($("preview-h"), plain(entry.name));
  $("props").replaceChildren();
  $("body").replaceChildren();
  say($("shown"), "Loading…");
  $("download").onclick = () => download(path, entry);
  $("preview").showModal();
  $("close").focus();
  try {
    const answer = entry.size ? await ask("GET", path, {range: `bytes=0-${HEAD - 1}`, signal}) : await ask("GET", path, {signal});
    const fields = [["size", `${size(entry.size)} (${count(entry.size)})`], ["version", answer.headers.get("Ais-Version")],
      [answer.headers.get("Ais-Checksum-Type"), answer.headers.get("Ais-Checksum-Value")], ["custom", answer.headers.get("Ais-Custom-Md")]];
    $("props").replaceChildren(...fields.filter(pair => pair[0] && pair[1]).map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
    const head = new Uint8Array(await answer.arrayBuffer());
    const range = /\/(\d+)$/.exec(answer.headers.get("Content-Range") || ""), total = range ? Number(range[1]) : head.length;
    const kind = PICTURES.find(([, magic]) => magic.every((byte, index) => head[index] === byte));
    if (kind && total <= PICTURE) {
      const bytes = total > head.length ? await (await ask("GET", path, {signal})).arrayBuffer() : head;
      await showPicture(new Blob([bytes], {type: kind[0]}), entry, total) || showBytes(head, total);
    } else showBytes(head, total);
  } catch (error) {
    if (error.name === "AbortError") return;
    say($("shown"), "");
    $("body").replaceChildren(make("p", {class: "bad pad", role: "alert"}, why(error)));
  }
}
function showPicture(blob, entry, total) {
  forget();
  picture = URL.createObjectURL(blob);
  const image = make("img", {alt: `The picture in ${plain(entry.name)}`, src: picture});
  return image.decode().then(() => {
    say($("shown"), `${blob.type.slice(6).toUpperCase()}, ${image.naturalWidth} × ${image.naturalHeight}, all ${size(total)}`);
    $("body").replaceChildren(image);
    return true;
  }, () => false);
}
function showBytes(head, total) {
  const text = asText(head, total > head.length), shown = text === null ? head.subarray(0, HEX) : head;
  const part = shown.length < total ? `the first ${size(shown.length)} of ${size(total)}` : `all ${size(total)}`;
  say($("shown"), total ? `${text === null ? "Bytes" : "Text"}, ${part}` : "Empty");
  $("body").replaceChildren(text === null ? make("pre", {class: "hex", tabindex: 0}, hex(shown)) : make("pre", {tabindex: 0}, text));
}
function asText(bytes, isCut) {
  try {
    const text = new TextDecoder("utf-8", {fatal: true}).decode(bytes, {stream: isCut});
    return /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text) ? null : text;
  } catch { return null; }
}
function hex(bytes) {
  const lines = [];
  for (let start = 0; start < bytes.length; start += 16) {
    const part = [...bytes.subarray(start, start + 16)];
    const pairs = part.map(byte => two(byte.toString(16))).join(" ").padEnd(47);
    const plain = part.map(byte => byte > 31 && byte < 127 ? String.fromCharCode(byte) : ".").join("");
    lines.push(`${two(start.toString(16), 8)}  ${pairs}  ${plain}`);
  }
  return lines.join("\n");
}
const download = (path, entry) => trying(async () => {
  const address = URL.createObjectURL(await (await ask("GET", path)).blob());
  make("a", {href: address, download: entry.name.split("/").pop() || "object"}).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
});
function forget() { if (picture) URL.revokeObjectURL(picture); picture = ""; }
$("close").addEventListener("click", () => $("preview").close());
$("preview").addEventListener("close", () => { looking.abort(); $("body").replaceChildren(); forget(); });

// Faults
const kinds = new Map();
function showKinds(found) {
  kinds.clear();
  for (const kind of found) kinds.set(kind.name, {text: kind.text.replaceAll("`", ""), effect: spelt(kind.effect)});
  const chosen = $("kind").value;
  $("kind").replaceChildren(...[...kinds.keys()].map(name => make("option", {}, name)));
  $("kind").value = kinds.has(chosen) ? chosen : kinds.has("unavailable") ? "unavailable" : $("kind").value;
  explain();
}
function explain() { say($("meaning"), kinds.get($("kind").value)?.text || ""); }
const spelt = effect => Object.entries(effect).map(([name, value]) => value === true ? name : `${name}=${String(value).slice(0, 40)}`).sort().join(" ");
function named(fault) {
  const effect = spelt(fault.effect);
  for (const [name, kind] of kinds) if (kind.effect === effect) return name;
  return effect;
}
$("kind").addEventListener("change", explain);
$("order").addEventListener("submit", async event => {
  event.preventDefault();
  const number = id => $(id).value.trim() === "" ? null : Number($(id).value);
  const order = {match: $("match").value.trim(), kind: $("kind").value, times: number("times"), after: number("after") || 0};
  if ($("side").value) order.side = $("side").value;
  if ($("node").value) order.node = $("node").value;
  say($("wrong"), "");
  try {
    await told("POST", "/faults", {json: order});
    await poll();
  } catch (error) { say($("wrong"), why(error)); }
});
$("clear").addEventListener("click", () => trying(async () => { await told("DELETE", "/faults"); await poll(); }));
function showOrders(found) {
  const wanted = new Set(found.map(fault => fault.id));
  for (const [id, part] of orders) if (!wanted.has(id)) { part.shown.remove(); orders.delete(id); }
  for (const fault of found) {
    let part = orders.get(fault.id);
    if (!part) {
      part = {hits: make("span", {class: "hits soft"})};
      const about = `${fault.match}: ${named(fault)}`;
      const button = make("button", {"aria-label": `Withdraw ${about}`, onclick: () => trying(async () => { await told("DELETE", `/faults/${fault.id}`); await poll(); })}, "Withdraw");
      const where = [fault.side && `${fault.side} side`, fault.node, fault.after && `after ${count(fault.after)}`].filter(Boolean).join(", ");
      part.shown = make("li", {}, make("div", {}, make("span", {class: "mono"}, fault.match), " ", make("b", {}, named(fault)), make("span", {class: "soft"}, where && `, ${where}`)), part.hits, button);
      $("orders").prepend(part.shown);
      orders.set(fault.id, part);
    }
    say(part.hits, fault.times === null ? `${count(fault.hits)} struck` : `${count(fault.hits)} of ${count(fault.times)}`);
    part.hits.title = "requests that were struck";
    part.shown.className = fault.is_done ? "done" : "";
  }
  $("clear").disabled = !found.length;
}

// Requests
function logged() {
  const numbers = [...log.keys()], recent = numbers.slice(-SHOWN);
  const open = recent.find(number => log.get(number).seconds === null);
  return open === undefined ? numbers.at(-1) || 0 : open - 1;
}
function showLog() {
  const method = $("by-method").value, status = $("by-status").value, node = $("by-node").value, rows = [];
  const all = [...log.values()];
  for (let index = all.length - 1; index >= 0 && rows.length < SHOWN; index--) {
    const line = all[index], kind = line.status ? String(line.status)[0] : line.seconds === null ? "…" : "-";
    if ((method && line.method !== method) || (status && kind !== status) || (node && line.node !== node)) continue;
    rows.push(make("tr", {}, make("td", {}, clock(line.at)), make("td", {}, line.node), make("td", {}, line.method),
      make("td", {class: `num s${kind}`}, line.status ? String(line.status) : kind === "-" ? "none" : "…"),
      make("td", {class: "num"}, line.body_bytes ? size(line.body_bytes) : ""), make("td", {class: "num"}, line.sent_bytes ? size(line.sent_bytes) : ""),
      make("td", {class: "num"}, took(line.seconds)), make("td", {class: "wide"}, make("span", {title: line.target}, line.target))));
  }
  $("lines").replaceChildren(...rows);
  say($("flow"), isPaused ? "Paused" : method || status || node ? "Live, filtered" : "Live");
}
for (const id of ["by-method", "by-status", "by-node"]) $(id).addEventListener("change", showLog);
$("pause").addEventListener("click", () => {
  isPaused = !isPaused;
  $("pause").setAttribute("aria-pressed", String(isPaused));
  say($("pause"), isPaused ? "Go on" : "Pause");
  showLog();
});

// Jobs
function showJobs(found) {
  $("no-jobs").hidden = found.length > 0;
  const text = JSON.stringify(found);
  if ($("job-lines").dataset.shown === text) return;
  $("job-lines").dataset.shown = text;
  $("job-lines").replaceChildren(...found.map(job => make("tr", {title: job.id},
    make("td", {class: "mono"}, job.kind), make("td", {class: "mono"}, job.bucket), make("td", {}, clock(job.began, false)),
    make("td", {}, job.aborted ? "aborted" : job.ended ? "done" : "running"))));
}

$("endpoint").addEventListener("click", () => navigator.clipboard.writeText($("endpoint").textContent).then(() => toast("Copied the address."), () => toast("The browser does not let a page copy.", true)));

// The secret comes in the fragment, which is never sent, and leaves the address and the history at once.
function enter() {
  const given = new URLSearchParams(location.hash.slice(1)).get("secret") || sessionStorage.getItem("secret");
  if (location.hash) history.replaceState(null, "", location.pathname);
  given ? unlock(given) : lock("");
}
addEventListener("hashchange", () => { if (location.hash.startsWith("#secret=")) enter(); });
enter();
