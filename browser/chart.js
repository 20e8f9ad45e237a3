// Rows drawn as bars, lines or a network. Each element with `data-chart`, the address of rows as SPARQL JSON, gets a
// button; rows are fetched, and what draws them is loaded, when it is pressed.
import "./chart.css";
import { ALL, columnsOf, kindsFor, optionFor } from "./drawing.js";
import { say } from "./words.js";

const SHOWN = "#chart";
const LABELS = "/queries/service/labels.srj";

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  return { ink: of("ink"), quiet: of("quiet"), line: of("line"), sheet: of("sheet"), cooperation: of("cooperation"), conflict: of("conflict") };
};

const made = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
};

/** A field to choose from: `names` are values, and `said` tells what each is called. */
const choice = (name, names, said, chosen, change) => {
  const options = names.map((one) => made("option", one === chosen ? { value: one, selected: "" } : { value: one }, said(one)));
  return made("label", {}, made("span", {}, say(name)), made("select", { name, change: (event) => change(event.target.value) }, ...options));
};

/** What columns are called on the page, and things in its language where the rows have their English names. */
async function naming(place) {
  const headings = JSON.parse(place.dataset.headings ?? "{}");
  const tag = document.documentElement.lang;
  const labels = tag !== "en" ? await rowsOf(`${LABELS}?language=${tag}`) : { results: { bindings: [] } };
  const things = new Map(labels.results.bindings.map(({ thing, label }) => [thing.value, label.value]));
  return {
    column: (name) => (name === ALL ? say(ALL) : headings[name] ?? name),
    thing: (iri) => things.get(iri),
  };
}

async function rowsOf(address) {
  const response = await fetch(address, { headers: { Accept: "application/sparql-results+json" } });
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.json();
}

async function open(place) {
  const [engine, { head, results }, names] = await Promise.all([import("./engine.js"), rowsOf(place.dataset.chart), naming(place)]);
  const columns = columnsOf(head.vars ?? [], results?.bindings ?? [], names.thing);
  const kinds = kindsFor(columns);
  if (!kinds.length) {
    place.append(made("p", { class: "notice", role: "status" }, say("A chart needs a column of numbers, or two columns of things.")));
    return;
  }
  const shown = { kind: kinds[0].name, ...kinds[0].columns };
  const canvas = made("div", { class: "canvas" });
  const controls = made("div", { class: "choices" });
  place.append(controls, canvas);
  const chart = engine.start(canvas);
  const draw = () => {
    const kind = kinds.find(({ name }) => name === shown.kind);
    const used = controls.contains(document.activeElement) ? document.activeElement.name : "";
    controls.replaceChildren(
      choice("Chart", kinds.map(({ name }) => name), say, shown.kind, (name) => {
        Object.assign(shown, { kind: name, ...kinds.find((one) => one.name === name).columns });
        draw();
      }),
      ...Object.entries(kind.choices).map(([axis, columns]) => choice(axis, columns, names.column, shown[axis], (name) => {
        shown[axis] = name;
        draw();
      })),
    );
    // Fields are made anew, and the keyboard stays in the one that was used.
    if (used) controls.querySelector(`[name="${used}"]`)?.focus();
    const option = optionFor(shown, columns, colours(), names.column);
    chart.setOption({ ...option, aria: { enabled: true, label: { description: place.dataset.of ? say("Chart of {}", place.dataset.of) : say("Chart") } } }, true);
  };
  draw();
  controls.querySelector("select").focus();
  new ResizeObserver(() => chart.resize()).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

for (const place of document.querySelectorAll("[data-chart]")) {
  const named = place.dataset.of ? { "aria-label": say("Chart of {}", place.dataset.of) } : {};
  const button = made("button", { type: "button", class: "plain", ...named, click: async () => {
    button.disabled = true;
    try {
      await open(place);
      button.remove();
    } catch (error) {
      button.disabled = false;
      place.append(made("p", { class: "notice error", role: "alert" }, say("No chart: {}", error.message)));
    }
  } }, say("Chart"));
  place.append(button);
}
if (location.hash === SHOWN) document.querySelector("[data-chart] > button")?.click();
