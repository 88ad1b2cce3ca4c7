// What do the admin's forms do faster with a script? Without it everything works, one save later.
"use strict";

// Ctrl-Enter (or Command-Enter) saves.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const save = event.target.closest("form")?.querySelector("[name=_save]");
  if (!save) return;
  event.preventDefault();
  save.click();
});

// Moments in the reader's own time zone.
for (const moment of document.querySelectorAll("[data-moment]")) {
  moment.textContent = new Intl.DateTimeFormat(document.documentElement.lang.replace(/^en$/, "en-GB") || "en-GB", {
    day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
  }).format(new Date(moment.dateTime)).replace(/^1 /, document.documentElement.lang === "fr" ? "1er " : "1 ");
}

// One box in the head of a list ticks all of its rows.
const toggle = document.getElementById("action-toggle");
toggle?.addEventListener("change", () => {
  for (const box of document.querySelectorAll("input.action-select")) box.checked = toggle.checked;
});

// One press copies what a page shows this once.
for (const button of document.querySelectorAll("[data-copies]")) {
  const shown = document.getElementById(button.dataset.copies), said = button.parentElement.querySelector("[data-copied]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    shown.select();
    await navigator.clipboard.writeText(shown.value);
    said.textContent = said.dataset.copied;
  });
}

// A line to type in suggests rows by name; what is chosen becomes a box at once.
const later = (wait, act) => {
  let timer;
  return (...given) => { clearTimeout(timer); timer = setTimeout(act, wait, ...given); };
};

for (const input of document.querySelectorAll("[data-suggest]")) {
  const [model, field] = input.dataset.suggest.split(" ");
  const list = document.createElement("datalist");
  list.id = `${input.id}_list`;
  input.after(list);
  input.setAttribute("list", list.id);
  const chosen = input.closest(".chosen"), role = chosen?.querySelector("select");

  const suggest = later(150, async () => {
    const term = input.value.trim();
    if (!term || term.length > 200) return;
    const query = new URLSearchParams({ app_label: "commitments", model_name: model, field_name: field, term });
    const answer = await fetch(`${input.form.dataset.suggestions}?${query}`, { credentials: "same-origin" });
    if (!answer.ok || input.value.trim() !== term) return;
    const { results } = await answer.json();
    list.replaceChildren(...results.map(({ id, text }) => {
      const option = document.createElement("option");
      option.value = id;
      option.textContent = text;
      return option;
    }));
    take(false);
  });

  const meant = () => [...list.options].find((option) => option.value.toLowerCase() === input.value.trim().toLowerCase());

  const take = (entered) => {
    const option = meant() || (entered && list.options.length === 1 ? list.options[0] : null);
    if (!option) return false;
    if (!chosen) {
      input.value = option.value;
    } else if (entered || !role) {
      const value = role ? `${option.value}:${role.value}` : option.value;
      tick(chosen, value, role ? `${option.textContent} (${role.selectedOptions[0].textContent})` : option.textContent);
      input.value = "";
      list.replaceChildren();
    }
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };

  input.addEventListener("input", () => { if (!take(false)) suggest(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && input.value.trim() && chosen) {
      event.preventDefault();
      take(true);
    }
  });
  role?.addEventListener("blur", () => take(true));
}

function tick(chosen, value, text) {
  const there = [...chosen.querySelectorAll("input[type=checkbox]")].find((box) => box.value === value);
  if (there) { there.checked = true; return there; }
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: chosen.dataset.name, value, checked: true });
  const words = document.createElement("span");
  words.textContent = text;
  label.append(box, " ", words);
  chosen.insertBefore(label, chosen.querySelector(":scope > input, :scope > .add"));
  return box;
}

// More rows of evidence without a save between.
for (const button of document.querySelectorAll("[data-adds]")) {
  const total = document.getElementById(`id_${button.dataset.adds}-TOTAL_FORMS`);
  const most = Number(document.getElementById(`id_${button.dataset.adds}-MAX_NUM_FORMS`).value);
  const full = () => { button.hidden = Number(total.value) >= most; };
  full();
  button.addEventListener("click", () => {
    const template = button.parentElement.querySelector("template");
    const more = document.createRange().createContextualFragment(template.innerHTML.replaceAll("__prefix__", total.value));
    total.value = Number(total.value) + 1;
    const first = more.querySelector("input:not([type=hidden])");
    template.before(more);
    first.focus();
    full();
  });
}

// Beside the form: the words of the commitments, and what follows from them while nobody has chosen otherwise.
const beside = document.querySelector("[data-beside]");
const form = beside && document.querySelector(".sheet-form");
if (form) {
  const touched = new Set();
  const named = (name) => [...form.querySelectorAll(`[name="${name}"]`)];
  const ticked = (name) => named(name).filter((box) => box.checked).map((box) => box.value);
  const changing = Boolean(beside.dataset.leavingOut);
  let asked = "";

  const follow = () => {
    for (const name of ["areas", "bodies"]) {
      if (changing || touched.has(name)) continue;
      const group = form.querySelector(`.chosen[data-name="${name}"]`);
      const items = [...beside.querySelectorAll(`[data-${name}]`)];
      const wanted = items.map((item) => item.dataset[name]);
      for (const box of named(name)) if (box.type === "checkbox") box.checked = wanted.includes(box.value);
      if (group) for (const item of items) tick(group, item.dataset[name], item.textContent);
    }
  };

  const refresh = later(200, async () => {
    const typed = form.querySelector("[name=commitment]");
    const query = new URLSearchParams();
    for (const name of typed ? [typed.value] : ticked("commitments")) query.append("commitment", name);
    query.set("day", form.querySelector("[name=starts_on]")?.value || "");
    query.set("title", (form.querySelector("[name=title]")?.value || "").slice(0, 300));
    query.set("leaving_out", beside.dataset.leavingOut || "");
    if (asked === String(query)) return;
    asked = String(query);
    const answer = await fetch(`${beside.dataset.beside}?${query}`, { credentials: "same-origin" });
    if (!answer.ok || asked !== String(query)) return;
    beside.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
    follow();
  });

  form.addEventListener("change", (event) => {
    const name = event.target.name || "";
    if (event.isTrusted && ["areas", "bodies"].includes(name)) touched.add(name);
    if (/^(commitment|title|starts_on)/.test(name)) refresh();
  });
}

// How far a job is, without loading the page again before it has ended.
for (const place of document.querySelectorAll("[data-progress]")) {
  const ask = setInterval(async () => {
    const answer = await fetch(place.dataset.progress, { credentials: "same-origin" });
    if (!answer.ok) return clearInterval(ask);
    const { done, total, ended } = await answer.json();
    if (ended) return location.reload();
    place.querySelector("[data-done]").textContent = done;
    Object.assign(place.querySelector("progress"), { max: total, value: done });
  }, 1000);
}
