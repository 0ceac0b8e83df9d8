/** Contour lines of two valleys that meet: the mark, drawn as the land it stands for. Decoration only. */

const width = 720;
const height = 360;

/**
 * One contour: down the left slope, along the confluence, up the right slope. `level` 0 is the stream, 1 the ridge.
 * The two valleys come from above, left and right of a spur at the middle, and leave as one below.
 */
function contour(level: number): string {
  const out = 18 + level * 300; // half the width of the joined valley at the foot
  const spur = 96 + (1 - level) * 96; // how far down the spur between the valleys reaches
  const middle = width / 2;
  const side = (sign: 1 | -1) => {
    const x = (d: number) => middle + sign * d;
    return `M${x(out * 0.55 + 24)},${height} C${x(out * 0.5 + 30)},${height - 120} ${x(out + 60)},${height - 190} ${x(out * 1.05 + 150)},0`;
  };
  const inner = Math.max(0, 150 - level * 170);
  const nose =
    inner > 0
      ? `M${middle - inner},0 C${middle - inner * 0.7},${spur * 0.7} ${middle - inner * 0.25},${spur} ${middle},${spur + 24 * (1 - level)} C${middle + inner * 0.25},${spur} ${middle + inner * 0.7},${spur * 0.7} ${middle + inner},0`
      : '';
  return `${side(-1)} ${side(1)} ${nose}`;
}

const levels = Array.from({ length: 11 }, (_, i) => i / 10);

export function Terrain({ className }: { className?: string | undefined }) {
  return (
    <svg
      className={className}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMaxYMid slice"
      aria-hidden="true"
      focusable="false"
    >
      {levels.map((level) => (
        <path
          key={level}
          d={contour(level)}
          fill="none"
          stroke={level === 0 ? 'var(--act)' : 'var(--edge)'}
          strokeOpacity={level === 0 ? 0.9 : 0.5 - level * 0.3}
          strokeWidth={level === 0 ? 2 : 1}
        />
      ))}
    </svg>
  );
}
