// The parts of ECharts that are used, drawn on a canvas: drawn as SVG they would need styles that the policy forbids.
import { BarChart, GraphChart, LineChart } from "echarts/charts";
import { AriaComponent, DataZoomComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([AriaComponent, BarChart, CanvasRenderer, DataZoomComponent, GraphChart, GridComponent, LegendComponent, LineChart, TooltipComponent]);

/** A chart in an element; movement only for those who want it. */
export const start = (element) => {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const chart = init(element);
  const { setOption } = chart;
  chart.setOption = (option, ...rest) => setOption.call(chart, { ...option, animation: !still }, ...rest);
  return chart;
};
