// Keys, and what is nicer with a script; every page can be read and used without.
"use strict";
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const keysOn = () => localStorage.getItem("partita-keys") !== "off";
  let leader = 0;

  function isTyping(target) {
    return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) && !["checkbox", "radio"].includes(target.type);
  }
  function rows() { return all("[data-rows] tbody tr"); }
  function move(step) {
    const list = rows();
    if (!list.length) return;
    const at = list.findIndex((row) => row.classList.contains("here"));
    const next = list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + step))];
    list.forEach((row) => row.classList.toggle("here", row === next));
    $("a", next)?.focus();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && event.target.id === "find") { event.target.blur(); return; }
    if (isTyping(event.target) || !keysOn() || $("dialog[open]")) return;
    const key = event.key;
    if (leader && Date.now() - leader < 1500) {
      leader = 0;
      const link = $(`[data-go="${CSS.escape(key)}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    const act = {
      "/": () => { const find = $("#find"); find?.focus(); find?.select(); },
      g: () => { leader = Date.now(); },
      j: () => move(1),
      k: () => move(-1),
      x: () => { $("tr.here input[type=checkbox]")?.click(); },
      e: () => { $("[data-edit]")?.click(); },
      "?": () => { $("#help")?.showModal(); },
    }[key];
    if (act) { event.preventDefault(); act(); }
  });

  function settle(root) {
    all("[data-all]", root).forEach((box) => {
      box.hidden = false;
      box.addEventListener("change", () => {
        all("td.pick input", box.form).forEach((each) => { each.checked = box.checked; });
        picked(box.form);
      });
    });
    all("td.pick input", root).forEach((box) => box.addEventListener("change", () => picked(box.form)));
    all("[data-submit]", root).forEach((field) => field.addEventListener("change", () => field.form.requestSubmit()));
    all("[data-print]", root).forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => print());
    });
    all("[data-copy]", root).forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText($(button.dataset.copy).textContent.trim());
        button.textContent = button.dataset.copied;
      });
    });
    all("[data-drop]", root).forEach((area) => {
      const input = $("input[type=file]", area);
      area.addEventListener("dragover", (event) => { event.preventDefault(); area.classList.add("over"); });
      area.addEventListener("dragleave", () => area.classList.remove("over"));
      area.addEventListener("drop", (event) => {
        event.preventDefault();
        area.classList.remove("over");
        if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; input.form.requestSubmit(); }
      });
      input.addEventListener("change", () => input.form.requestSubmit());
    });
  }
  function picked(form) {
    const count = all("td.pick input:checked", form).length;
    all("[data-picked]", form).forEach((each) => { each.textContent = count ? `(${count})` : ""; });
  }

  document.addEventListener("DOMContentLoaded", () => {
    settle(document);
    $(".side [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    all("[data-help]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => $("#help").showModal()); });
    const box = $("#keys-on");
    if (box) {
      box.checked = keysOn();
      box.addEventListener("change", () => localStorage.setItem("partita-keys", box.checked ? "on" : "off"));
    }
    document.addEventListener("click", (event) => {
      all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    });
    document.body.addEventListener("htmx:afterSettle", (event) => settle(event.detail.elt));
  });
})();
