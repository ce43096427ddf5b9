// Sends operations of the reference without leaving the page: in the name of who is signed in, or as
// an app whose keys were entered, which then go from the browser to the dialect and nowhere else.
"use strict";
(() => {
  const entered = () => document.getElementById("credentials").value.trim();
  const element = (name, text, className = "") => Object.assign(document.createElement(name), { textContent: text, className });

  function headersOf(lines) {
    const headers = new Headers();
    for (const line of lines.split("\n")) {
      const at = line.indexOf(":");
      if (at > 0) headers.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
    }
    return headers;
  }
  function bodyOf(form) {
    const parts = [...form.querySelectorAll("textarea")];
    if (parts.length === 1 && parts[0].name === "body:") return parts[0].value;
    const members = parts.filter((part) => part.value.trim()).map((part) => {
      const text = part.dataset.json === "true" ? part.value : JSON.stringify(part.value);
      return `${JSON.stringify(part.name.slice(5))}: ${text}`;
    });
    return `{${members.join(", ")}}`;
  }
  async function asApp(form) {
    let path = form.dataset.path;
    const query = new URLSearchParams();
    for (const field of form.querySelectorAll("input:not([type=hidden])")) {
      const [place, name] = [field.name.split(":")[0], field.name.split(":").slice(1).join(":")];
      if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(field.value));
      else if (field.value) query.append(name, field.value);
    }
    const headers = headersOf(entered());
    const options = { method: form.dataset.method, headers, credentials: "omit", redirect: "manual" };
    if (form.dataset.media) { headers.set("Content-Type", form.dataset.media); options.body = bodyOf(form); }
    const began = performance.now();
    const reply = await fetch(query.size ? `${path}?${query}` : path, options);
    const text = await reply.text();
    const shown = element("section", "", "card");
    const line = element("p", "", "line");
    line.append(element("span", reply.status, `badge ${reply.ok ? "good" : "bad"}`), ` ${Math.round(performance.now() - began)} ms`);
    const body = element("pre", text, "json");
    try { body.textContent = JSON.stringify(JSON.parse(text), null, 2); } catch { /* it is no JSON */ }
    body.tabIndex = 0;
    const told = element("pre", [...reply.headers].map(([name, value]) => `${name}: ${value}`).join("\n"), "curl");
    told.tabIndex = 0;
    shown.append(line, body, told);
    return shown;
  }
  async function asMyself(form) {
    const reply = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    const shown = page.getElementById("answer") ?? page.querySelector("main h1");
    shown.removeAttribute("id");
    return document.importNode(shown, true);
  }
  async function send(form) {
    const place = form.parentElement.querySelector(".answer");
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      place.replaceChildren(await (entered() ? asApp(form) : asMyself(form)));
    } catch (error) {
      place.replaceChildren(element("p", error.message, "alert"));
    } finally {
      settle();
    }
  }
  function settle() {
    for (const button of document.querySelectorAll("form[data-try] button")) {
      button.disabled = button.hasAttribute("data-with-keys") && !entered();
    }
  }
  function open() {
    const chosen = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (chosen?.matches("details.op")) { chosen.open = true; chosen.scrollIntoView(); }
  }
  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("as").hidden = false;
    document.getElementById("credentials").addEventListener("input", settle);
    for (const form of document.querySelectorAll("form[data-try]")) {
      form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
    }
    open();
  });
  addEventListener("hashchange", open);
})();
