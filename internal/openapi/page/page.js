"use strict";
// The page reads without this. It finds operations, keeps the curl lines true to
// what is entered, and sends the examples to the server that the page is from.
(() => {
  document.documentElement.classList.add("live");
  const all = (selector, of = document) => [...of.querySelectorAll(selector)];
  const one = (selector, of = document) => of.querySelector(selector);

  // The page may lie below a prefix of the API, or of a proxy.
  const root = location.pathname.replace(/\/docs\/?$/i, "").replace(/(\/api)?(\/v4)?$/i, "");
  const base = location.origin + root + "/v4";

  const side = one("#side"), menu = one("#menu"), find = one("#find");
  const openSide = (open) => {
    side.classList.toggle("open", open);
    menu.setAttribute("aria-expanded", String(open));
  };
  menu.addEventListener("click", () => openSide(!side.classList.contains("open")));
  side.addEventListener("click", (e) => { if (e.target.closest("a")) openSide(false); });

  find.addEventListener("input", () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (e) => words.every((w) => e.dataset.words.toLowerCase().includes(w));
    all("[data-words]").forEach((e) => { e.hidden = !fits(e); });
    all(".group").forEach((g) => { g.hidden = all("li", g).every((li) => li.hidden); });
    all(".tag").forEach((t) => { t.hidden = all("article", t).every((a) => a.hidden); });
    one("#none").hidden = all(".group").some((g) => !g.hidden);
  });
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") openSide(false);
    if (e.key !== "/" || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
    e.preventDefault();
    if (getComputedStyle(side).display === "none") openSide(true);
    find.focus();
  });

  const links = new Map(all("#side li a").map((a) => [a.hash.slice(1), a]));
  const seen = new IntersectionObserver((entries) => {
    for (const e of entries) {
      if (!e.isIntersecting || !links.has(e.target.id)) continue;
      all("#side a.here").forEach((a) => { a.classList.remove("here"); a.removeAttribute("aria-current"); });
      const a = links.get(e.target.id);
      a.classList.add("here");
      a.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-10% 0px -75% 0px" });
  all("main article").forEach((a) => seen.observe(a));

  const secret = () => one("#secret").value.trim(), email = () => one("#email").value.trim();
  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  // request is what an operation's form asks for.
  const request = (article) => {
    let path = article.dataset.path;
    const query = new URLSearchParams(), form = new URLSearchParams();
    for (const input of all("input[data-in]", article)) {
      const value = input.value.trim(), kind = input.dataset.in;
      if (kind === "path") path = path.replace(`{${input.name}}`, encodeURIComponent(value || input.placeholder || `{${input.name}}`));
      else if (value) (kind === "form" ? form : query).append(input.name, value);
    }
    const text = one("textarea", article);
    const body = article.hasAttribute("data-form") ? form.toString() : text ? text.value.trim() : "";
    const search = query.toString();
    return { method: article.dataset.method, path: path + (search ? "?" + search : ""), body, open: article.hasAttribute("data-open"), form: article.hasAttribute("data-form") };
  };

  const compact = (text) => {
    try { return JSON.stringify(JSON.parse(text)); } catch { return text; }
  };
  const quoted = (text) => "'" + text.replaceAll("'", "'\\''") + "'";
  const curl = (article) => {
    const r = request(article), parts = ["curl"];
    if (r.method !== "GET") parts[0] += " -X " + r.method;
    parts[0] += " " + quoted(base + r.path);
    if (!r.open) parts.push(email() ? "-u " + quoted(email() + ":KEY") : "-H 'Authorization: Bearer KEY'");
    const body = r.form ? r.body.replace(/password=[^&]*/, "password=PASSWORD") : r.body;
    if (body) parts.push("-d " + quoted(compact(body)));
    one(".curl code", article).textContent = parts.join(" \\\n  ");
  };

  const shown = 200000;
  const pretty = (text) => {
    try { text = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON: as it came */ }
    return text.length > shown ? text.slice(0, shown) + "\n… " + (text.length - shown) + " characters more" : text;
  };

  const send = async (article) => {
    const r = request(article), headers = {};
    if (r.method === "DELETE" && !confirm("This deletes on the server: " + r.path)) return;
    if (!r.open && secret()) headers.Authorization = email() ? "Basic " + base64(email() + ":" + secret()) : "Bearer " + secret();
    if (r.body) headers["Content-Type"] = r.form ? "application/x-www-form-urlencoded" : "application/json";
    const answer = one(".answer", article), status = one(".status", answer), button = one("button[type=submit]", article), busy = one(".busy", article);
    button.disabled = true;
    busy.textContent = "Sending…";
    const start = performance.now();
    try {
      const res = await fetch(base + r.path, { method: r.method, headers, body: r.body || undefined, credentials: "omit", cache: "no-store" });
      const text = await res.text();
      const word = document.createElement("b"), size = document.createElement("span");
      status.replaceChildren(word, size);
      word.textContent = res.status + " " + res.statusText;
      word.className = res.ok ? "good" : "bad";
      size.textContent = Math.round(performance.now() - start) + " ms, " + new TextEncoder().encode(text).length.toLocaleString("en") + " bytes";
      one("code", answer).textContent = text ? pretty(text) : "(no body)";
    } catch (e) {
      status.textContent = "No answer";
      one("code", answer).textContent = String(e);
    }
    answer.hidden = false;
    button.disabled = false;
    busy.textContent = "";
    answer.scrollIntoView({ block: "nearest" });
  };

  for (const article of all(".operation")) {
    const form = one("form", article);
    form.addEventListener("submit", (e) => { e.preventDefault(); send(article); });
    form.addEventListener("input", () => curl(article));
    one(".pick", article)?.addEventListener("change", (e) => {
      one("textarea", article).value = e.target.selectedOptions[0].dataset.value;
      curl(article);
    });
    one(".copy", article).addEventListener("click", async (e) => {
      try {
        await navigator.clipboard.writeText(one(".curl code", article).textContent);
        e.target.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(one(".curl code", article));
        e.target.textContent = "Selected";
      }
      setTimeout(() => { e.target.textContent = "Copy"; }, 2000);
    });
    curl(article);
  }
  one(".credentials").addEventListener("submit", (e) => e.preventDefault());
  one(".credentials").addEventListener("input", () => all(".operation").forEach(curl));
  addEventListener("beforeprint", () => all("details").forEach((d) => { d.open = true; }));
})();
