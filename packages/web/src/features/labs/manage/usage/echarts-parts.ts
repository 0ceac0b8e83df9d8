import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

/** The parts of ECharts that the product draws with: a quarter of the whole. */
use([BarChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

export { init };
