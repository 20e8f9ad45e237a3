// Rows drawn as bars, lines or a network. Each element with `data-chart`, the address of rows as SPARQL JSON, gets a
// button; rows are fetched, and what draws them is loaded, when it is pressed.
import "./chart.css";
import { columnsOf, kindsFor, optionFor } from "./drawing.js";

const SHOWN = "#chart";

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

const choice = (label, names, chosen, change) => {
  const options = names.map((name) => made("option", name === chosen ? { value: name, selected: "" } : { value: name }, name));
  return made("label", {}, made("span", {}, label), made("select", { change: (event) => change(event.target.value) }, ...options));
};

async function open(place) {
  const asked = fetch(place.dataset.chart, { headers: { Accept: "application/sparql-results+json" } });
  const [engine, response] = await Promise.all([import("./engine.js"), asked]);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const { head, results } = await response.json();
  const columns = columnsOf(head.vars ?? [], results?.bindings ?? []);
  const kinds = kindsFor(columns);
  if (!kinds.length) {
    place.append(made("p", { class: "notice", role: "status" }, "A chart needs a column of numbers, or two columns of things."));
    return;
  }
  const shown = { kind: kinds[0].name, ...kinds[0].columns };
  const canvas = made("div", { class: "canvas" });
  const controls = made("div", { class: "choices" });
  place.append(controls, canvas);
  const chart = engine.start(canvas);
  const draw = () => {
    const kind = kinds.find(({ name }) => name === shown.kind);
    controls.replaceChildren(
      choice("Chart", kinds.map(({ name }) => name), shown.kind, (name) => {
        Object.assign(shown, { kind: name, ...kinds.find((one) => one.name === name).columns });
        draw();
      }),
      ...Object.entries(kind.choices).map(([axis, names]) => choice(axis, names, shown[axis], (name) => {
        shown[axis] = name;
        draw();
      })),
    );
    chart.setOption(optionFor(shown, columns, colours()), true);
  };
  draw();
  new ResizeObserver(() => chart.resize()).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

for (const place of document.querySelectorAll("[data-chart]")) {
  const named = place.dataset.of ? { "aria-label": `Chart of ${place.dataset.of}` } : {};
  const button = made("button", { type: "button", class: "plain", ...named, click: async () => {
    button.disabled = true;
    try {
      await open(place);
      button.remove();
    } catch (error) {
      button.disabled = false;
      place.append(made("p", { class: "notice error", role: "alert" }, `No chart: ${error.message}`));
    }
  } }, "Chart");
  place.append(button);
}
if (location.hash === SHOWN) document.querySelector("[data-chart] > button")?.click();
