// What does the desk keep and catch by itself? Drafts while a form is filled in, and evidence that is dropped or pasted.
"use strict";

// Drafts: what is typed is sent at most every five seconds, and when the page is left. Nothing stays in the browser.
const drafted = document.querySelector("form[data-draft]");
if (drafted) {
  const says = document.querySelector("[data-draft-says]"), WAIT = 5000;
  let changed = false, timer = 0, last = -WAIT, time = "", leaving = false, underway = null;

  const tell = (words) => { says.textContent = words.replace("{time}", time); };

  const send = async (keepalive) => {
    clearTimeout(timer);
    timer = 0;
    if (!changed || leaving) return;
    changed = false;
    last = performance.now();
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(drafted)) if (typeof value === "string") sent.append(name, value);
    underway = new AbortController();
    try {
      const answer = await fetch(`${drafted.dataset.draft}${drafted.dataset.draft.endsWith("?") ? "" : "&"}script=1`, {
        method: "POST", body: sent, credentials: "same-origin", redirect: "manual",
        keepalive: keepalive && String(sent).length < 60000, signal: underway.signal,
      });
      if (answer.ok) {
        const at = new Date((await answer.json()).saved_at);
        time = new Intl.DateTimeFormat(document.documentElement.lang || "en", { hour: "2-digit", minute: "2-digit" }).format(at);
        tell(says.dataset.kept);
      } else {
        again(time && answer.type === "opaqueredirect" ? says.dataset.lost : says.dataset.none);
      }
    } catch (error) {
      if (error.name === "AbortError") return;
      again(says.dataset.none);
    }
  };

  const again = (why) => {
    changed = true;
    tell(why);
    timer ||= setTimeout(send, 4 * WAIT, false);
  };

  const touched = () => {
    changed = true;
    if (!timer) timer = setTimeout(send, Math.max(1000, WAIT - (performance.now() - last)), false);
  };
  drafted.addEventListener("input", touched);
  drafted.addEventListener("change", touched);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(true); });
  addEventListener("pagehide", () => send(true));
  drafted.addEventListener("submit", () => {
    leaving = true; // what is sent now must not come back as a draft
    clearTimeout(timer);
    underway?.abort();
  });
  addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
}

// Evidence: files and links are dropped or pasted where they belong; each takes the next empty row, or a new one.
const evidence = document.querySelector("[data-formset=evidence]");
if (evidence) {
  const says = evidence.querySelector("[data-drop-says]");
  const hint = Object.assign(document.createElement("p"), { className: "drop-hint", textContent: evidence.dataset.dropHint });
  evidence.prepend(hint);

  const rows = () => [...evidence.querySelectorAll(".link")];
  const field = (row, name) => row.querySelector(`input[name$="-${name}"]`);
  const given = (row) => ["title", "url", "publisher"].some((name) => field(row, name)?.value) || field(row, "file")?.files.length;
  const kept = (row) => row.querySelector(".kept") || field(row, "id")?.value;

  const next = (fits) => {
    const free = rows().find((row) => !kept(row) && field(row, "file") && fits(row));
    if (free) return free;
    const more = evidence.querySelector("[data-adds]"), count = rows().length;
    more.click();
    return rows().length > count ? rows().at(-1) : null;
  };
  const told = (row, name) => {
    says.textContent = row
      ? evidence.dataset.dropped.replace("{name}", name).replace("{number}", String(rows().indexOf(row) + 1))
      : evidence.dataset.full;
    row?.querySelector("input:not([type=hidden])").dispatchEvent(new Event("change", { bubbles: true }));
  };

  const takeFile = (file) => {
    const row = next((each) => !given(each));
    if (row) {
      const carried = new DataTransfer();
      carried.items.add(file);
      field(row, "file").files = carried.files;
      field(row, "title").value = file.name.replace(/\.[^.]+$/, "").replaceAll("_", " ").slice(0, 300);
    }
    told(row, file.name);
  };
  const takeLink = (link, wanted) => {
    const row = wanted && !kept(wanted) && !field(wanted, "url").value ? wanted : next((each) => !given(each));
    if (row) field(row, "url").value = link;
    told(row, link);
  };
  const linkIn = (data) => {
    const lines = (data.getData("text/uri-list") || data.getData("text/plain")).split(/\r?\n/).map((line) => line.trim());
    return lines.filter((line) => line && !line.startsWith("#")).every((line) => /^https?:\/\/\S+$/.test(line))
      ? lines.find((line) => /^https?:/.test(line)) : "";
  };

  const over = (on) => evidence.classList.toggle("dropping", on);
  evidence.addEventListener("dragover", (event) => {
    if (!["Files", "text/uri-list", "text/plain"].some((kind) => event.dataTransfer.types.includes(kind))) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    over(true);
  });
  evidence.addEventListener("dragleave", (event) => { if (!evidence.contains(event.relatedTarget)) over(false); });
  evidence.addEventListener("drop", (event) => {
    over(false);
    const files = [...event.dataTransfer.files], link = files.length ? "" : linkIn(event.dataTransfer);
    if (!files.length && !link) return;
    event.preventDefault();
    if (link) takeLink(link, event.target.closest(".link"));
    else files.forEach(takeFile);
  });
  evidence.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files], link = files.length ? "" : linkIn(event.clipboardData);
    if ((!files.length && !link) || (link && /-(url)$/.test(event.target.name || ""))) return;
    event.preventDefault();
    if (link) takeLink(link, event.target.closest(".link"));
    else files.forEach(takeFile);
  });
}
