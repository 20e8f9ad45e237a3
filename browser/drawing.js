// What can be drawn of rows, and how: functions from the rows of a query to the options of a chart.
import { say } from "./words.js";

/** What stands for every column of numbers. */
export const ALL = "all numbers";

const NUMBERS = /#(integer|decimal|double|float|int|long|nonNegativeInteger)$/;
const DAYS = /^-?\d{4}(-\d\d){0,2}(T.*)?$/;
const MOST_BARS = 40;
const MOST_MONTHS = 240;
const MOST_NODES = 400;

const short = (iri) => decodeURIComponent(iri.replace(/[#/]$/, "").split(/[#/]/).pop()) || iri;

/** The columns with their values as text, and what they are: "number", "day", "thing" or "text". A label column stands
 * for the thing that it names; `called` gives the names of things that have others. */
export function columnsOf(names, bindings, called) {
  const labels = new Set(names.filter((name) => name.endsWith("Label") && names.includes(name.slice(0, -5))));
  return names.filter((name) => !labels.has(name)).map((name) => {
    const cells = bindings.map((row) => row[name]);
    const known = cells.filter(Boolean);
    const all = (test) => known.length > 0 && known.every(test);
    const kind = all(({ datatype }) => NUMBERS.test(datatype ?? "")) ? "number"
      : all(({ type, value }) => type !== "uri" && DAYS.test(value)) ? "day"
      : all(({ type }) => type === "uri") ? "thing" : "text";
    const label = `${name}Label`;
    const values = cells.map((cell, row) => {
      if (!cell) return "";
      const named = called(cell.value);
      if (named) return named;
      if (labels.has(label) && bindings[row][label]) return bindings[row][label].value;
      return cell.type === "uri" ? short(cell.value) : cell.value;
    });
    return { name, kind, values };
  });
}

/** The kinds of charts that these columns allow, the most fitting first, each with its choices and first columns. */
export function kindsFor(columns) {
  const of = (...kinds) => columns.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
  const numbers = of("number");
  const days = of("day");
  const named = of("thing", "text");
  const kinds = [];
  const along = [...days, ...named];
  if (numbers.length && along.length) {
    const bars = { name: "Bars", choices: { Along: along, Height: [...numbers, ALL] }, columns: { Along: along[0], Height: days.length && numbers.length > 1 ? ALL : numbers[0] } };
    kinds.push(bars);
    if (days.length) kinds.push({ ...bars, name: "Lines", choices: { ...bars.choices, Along: days }, columns: { ...bars.columns, Along: days[0] } });
  }
  if (days.length && !numbers.length) {
    kinds.push({ name: "Rows by month", choices: { Along: days }, columns: { Along: days[0] } });
  }
  if (named.length > 1) {
    kinds.push({ name: "Network", choices: { "One side": named, "Other side": named }, columns: { "One side": named[0], "Other side": named[1] } });
  }
  return kinds;
}

/** The options of ECharts for what was chosen; `said` tells what a column is called. */
export function optionFor(shown, columns, colours, said) {
  const column = (name) => columns.find((one) => one.name === name);
  const base = {
    textStyle: { color: colours.ink, fontFamily: "system-ui, sans-serif" },
    color: [colours.cooperation, colours.conflict, colours.quiet, colours.ink],
    tooltip: { renderMode: "richText", confine: true, backgroundColor: colours.sheet, borderColor: colours.line, textStyle: { color: colours.ink } },
  };
  if (shown.kind === "Network") return { ...base, series: [network(column(shown["One side"]).values, column(shown["Other side"]).values, colours)] };
  if (shown.kind === "Rows by month") {
    const months = column(shown.Along).values.filter(Boolean).map((day) => day.slice(0, 7)).sort();
    const counted = withEmptyMonths(tally(months).map(([name, number]) => ({ name, number })));
    return { ...base, ...axes(counted.map(({ name }) => name), colours), series: [{ name: say("rows"), type: "bar", data: counted.map(({ number }) => number ?? 0) }] };
  }
  const heights = shown.Height === ALL ? columns.filter(({ kind }) => kind === "number") : [column(shown.Height)];
  const along = column(shown.Along);
  const rows = along.values.map((name, row) => ({ name, row }));
  if (along.kind === "day") rows.sort((one, other) => (one.name < other.name ? -1 : 1));
  const drawn = along.kind === "day" ? withEmptyMonths(rows) : rows;
  const type = shown.kind === "Lines" ? "line" : "bar";
  const others = [heights.length > 1 ? colours.quiet : colours.cooperation, colours.ink];
  return {
    ...base,
    ...axes(drawn.map(({ name }) => name), colours),
    legend: heights.length > 1 ? { top: 4, textStyle: { color: colours.ink } } : undefined,
    // The two colours that carry meaning are for what has that meaning, and the others for the rest.
    series: heights.map(({ name, values }, place) => ({ name: said(name), type, color: colours[name] ?? others[place % others.length], data: drawn.map(({ row }) => (values[row] ? Number(values[row]) : null)) })),
  };
}

/** Sorted rows named by months, with those months between them that have none; other rows as they are. */
function withEmptyMonths(rows) {
  const index = (month) => 12 * Number(month.slice(0, 4)) + Number(month.slice(5)) - 1;
  const name = (at) => `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
  if (!rows.length || rows.some((row) => !/^\d{4}-\d\d$/.test(row.name))) return rows;
  const last = index(rows.at(-1).name);
  const begin = Math.max(index(rows[0].name), last - MOST_MONTHS + 1);
  const known = new Map();
  for (const row of rows) known.set(row.name, [...(known.get(row.name) ?? []), row]);
  const months = Array.from({ length: last - begin + 1 }, (_, at) => name(begin + at));
  return months.flatMap((month) => known.get(month) ?? [{ name: month }]);
}

const tally = (values) => {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts];
};

function axes(categories, colours) {
  const line = { lineStyle: { color: colours.line } };
  const label = { color: colours.quiet };
  return {
    grid: { left: 8, right: 16, top: 40, bottom: categories.length > MOST_BARS ? 48 : 8, containLabel: true },
    xAxis: { type: "category", data: categories, axisLine: line, axisLabel: { ...label, hideOverlap: true, width: 110, overflow: "truncate" } },
    yAxis: { type: "value", splitLine: line, axisLabel: label },
    dataZoom: categories.length > MOST_BARS ? [{ type: "inside" }, { type: "slider", height: 20, bottom: 8, textStyle: label }] : [],
  };
}

function network(from, to, colours) {
  const pairs = tally(from.map((one, row) => JSON.stringify([one, to[row]]))).map(([pair, number]) => [...JSON.parse(pair), number]);
  const weights = new Map();
  for (const [one, other, number] of pairs) {
    for (const name of [one, other]) if (name) weights.set(name, (weights.get(name) ?? 0) + number);
  }
  const kept = new Map([...weights].sort(([, one], [, other]) => other - one).slice(0, MOST_NODES));
  const most = Math.max(...kept.values(), 1);
  return {
    type: "graph",
    layout: "force",
    roam: true,
    draggable: true,
    force: { repulsion: 140, edgeLength: [40, 120] },
    label: { show: true, position: "right", color: colours.ink },
    labelLayout: { hideOverlap: true },
    lineStyle: { color: colours.quiet, opacity: 0.6 },
    emphasis: { focus: "adjacency" },
    data: [...kept].map(([name, weight]) => ({ name, value: weight, symbolSize: 8 + 22 * Math.sqrt(weight / most) })),
    links: pairs.filter(([one, other]) => kept.has(one) && kept.has(other)).map(([source, target, value]) => ({ source, target, value, lineStyle: { width: 1 + Math.log2(value) } })),
  };
}
