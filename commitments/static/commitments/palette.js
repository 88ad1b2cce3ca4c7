// What does Ctrl-K (or Command-K) open? One box that finds and begins anything. Without it there is the page of the search.
"use strict";

const palette = document.getElementById("palette");
if (palette?.showModal) {
  const form = palette.querySelector("form"), typed = palette.querySelector("[role=combobox]");
  const found = palette.querySelector("[role=listbox]"), says = palette.querySelector("[role=status]");
  const opens = document.querySelector("[data-palette-opens]");
  const apple = /Mac|iPhone|iPad/.test(navigator.platform), WAIT = 70;
  let shown = null, going = false, timer = 0, underway = null;

  const options = () => [...found.querySelectorAll("[role=option]")];
  const chosen = () => found.querySelector("[aria-selected=true]");
  const words = () => typed.value.trim();

  const made = (name, attributes, ...within) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...within);
    return element;
  };

  const choose = (option) => {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) typed.setAttribute("aria-activedescendant", option.id);
    else typed.removeAttribute("aria-activedescendant");
  };

  const show = ({ groups, says: sentence, marking }) => {
    let number = 0;
    found.replaceChildren(...groups.map(({ name, choices }, place) => made(
      "div", { role: "group", "aria-labelledby": `palette-group-${place}` },
      made("p", { id: `palette-group-${place}`, role: "presentation" }, name),
      ...choices.map(({ title, note, address }) => made(
        "a", { id: `palette-${number++}`, role: "option", href: address, tabindex: "-1", "aria-selected": "false" },
        made("b", {}, title), ...(note ? [" ", made("span", {}, note)] : []),
      )),
    )));
    found.hidden = !number;
    found.scrollTop = 0;
    typed.setAttribute("aria-expanded", String(number > 0));
    says.replaceChildren(...(marking ? [made("b", {}, marking), " · "] : []), sentence);
    choose(options()[0]);
  };

  // Enter goes to what belongs to the words that stand there, never to what was shown for fewer of them.
  const go = (elsewhere = false) => {
    going = false;
    const option = chosen();
    if (!option) form.submit();
    else option.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey: elsewhere, metaKey: elsewhere && apple }));
  };

  const ask = async () => {
    clearTimeout(timer);
    underway?.abort();
    underway = new AbortController();
    const wanted = words();
    try {
      const query = new URLSearchParams(new FormData(form));
      const answer = await fetch(`${palette.dataset.asks}?${query}`, { credentials: "same-origin", redirect: "manual", signal: underway.signal });
      if (!answer.ok) throw new Error(answer.type);
      show(await answer.json());
    } catch (error) {
      if (error.name === "AbortError") return;
      show({ groups: [], says: palette.dataset.lost, marking: "" });
    }
    shown = wanted;
    if (going) go();
  };

  const open = () => {
    palette.showModal();
    typed.select();
    if (shown !== words() || !options().length) ask();
  };

  typed.addEventListener("input", () => {
    going = false;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  typed.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // these keys belong to whoever writes Japanese
    const all = options(), at = all.indexOf(chosen());
    if (["ArrowDown", "ArrowUp"].includes(event.key) && all.length) {
      event.preventDefault();
      choose(all[(at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      if (shown === words()) return go(event.ctrlKey || event.metaKey);
      going = true;
      ask();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key?.toLowerCase() !== "k" || event.shiftKey || event.altKey || event.isComposing) return;
    if (!(event.metaKey || (event.ctrlKey && !apple))) return; // Ctrl-K cuts to the end of the line there
    event.preventDefault();
    if (palette.open) palette.close();
    else open();
  });

  found.addEventListener("click", () => palette.close()); // some lead to a place on this very page
  palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
  palette.querySelector("[data-palette-closes]").addEventListener("click", () => palette.close());
  palette.addEventListener("close", () => { going = false; });
  addEventListener("pageshow", (event) => { if (event.persisted) palette.close(); });
  if (opens) {
    opens.hidden = false;
    if (apple) opens.querySelector("[data-palette-key]").textContent = "⌘";
    opens.addEventListener("click", open);
  }
}
