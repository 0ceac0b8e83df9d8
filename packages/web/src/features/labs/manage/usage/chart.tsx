import type { EChartsCoreOption } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { dark, fontFamily, light, type Palette } from '../../../../ui/tokens.ts';
import { useMedia } from '../../../../ui/use-media.ts';

type Core = typeof import('./echarts-parts.ts');

/** A chart drawn by ECharts, which is fetched with the first one. `option` is made from the palette of the reader's mode. */
export function Chart({
  option,
  height,
  label,
}: {
  option: (palette: Palette) => EChartsCoreOption;
  height: number;
  /** What it shows, for who cannot see it; the figures belong in a table beside it. */
  label: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [core, setCore] = useState<Core | null>(null);
  const night = useMedia('(prefers-color-scheme: dark)');
  useEffect(() => {
    let gone = false;
    void import('./echarts-parts.ts').then((m) => {
      if (!gone) setCore(m);
    });
    return () => {
      gone = true;
    };
  }, []);
  useEffect(() => {
    const target = box.current;
    if (!core || !target) return;
    const palette = night ? dark : light;
    const chart = core.init(target, undefined, { renderer: 'svg' });
    chart.setOption({
      animation: false,
      textStyle: { fontFamily, color: palette.ink2 },
      ...option(palette),
    });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(target);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [core, option, night]);
  return (
    <>
      {!core && <Skeleton lines={1} height={height} />}
      <div ref={box} role="img" aria-label={label} style={{ height: core ? height : 0 }} />
    </>
  );
}
