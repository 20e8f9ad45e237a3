// Suggestions below the search field, as a combobox with a list (WAI-ARIA 1.2). Without this the field is a plain form.

const PAUSE = 120; // milliseconds after a key before anything is asked

for (const field of document.querySelectorAll("form.find input[type=search]")) suggest(field);

function suggest(field) {
  const list = document.createElement("ul");
  list.id = `${field.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0]?.textContent ?? "");
  field.after(list);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let chosen = -1;
  let waiting = 0;
  let asked = new AbortController();

  function choose(place) {
    chosen = place;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    if (place < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", list.children[place].id);
      list.children[place].scrollIntoView({ block: "nearest" });
    }
  }

  function show(options) {
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  }

  function option(name, told, address, number) {
    const item = document.createElement("li");
    item.id = `${list.id}-${number}`;
    item.dataset.address = address;
    item.setAttribute("role", "option");
    const quiet = document.createElement("span");
    quiet.className = "quiet";
    quiet.textContent = told;
    item.append(name, " ", quiet);
    return item;
  }

  async function ask() {
    asked.abort();
    asked = new AbortController();
    const words = field.value.trim();
    if (!words) return show([]);
    try {
      const address = new URL("/suggest", location.origin);
      address.searchParams.set("q", words);
      const language = new URLSearchParams(location.search).get("lang");
      if (language) address.searchParams.set("lang", language);
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) return show([]);
      const [, names, told, addresses] = await answer.json();
      show(names.map((name, number) => option(name, told[number], addresses[number], number)));
    } catch {
      // Nobody waits for this answer any more, or there is none: the form works without.
    }
  }

  function go(item) {
    location.assign(item.dataset.address);
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.isComposing) return; // a syllable of Hangul or a word of Chinese is being put together
    if (event.key === "ArrowDown" && !list.hidden) choose(chosen === last ? -1 : chosen + 1);
    else if (event.key === "ArrowUp" && !list.hidden) choose(chosen < 0 ? last : chosen - 1);
    else if (event.key === "Enter" && chosen >= 0) go(list.children[chosen]);
    else if (event.key === "Escape" && !list.hidden) show([]);
    else return;
    event.preventDefault();
  });
  field.addEventListener("blur", () => {
    clearTimeout(waiting);
    asked.abort();
    show([]);
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) go(item);
  });
}
