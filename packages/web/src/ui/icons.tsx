import type { ReactNode, SVGProps } from 'react';

/** Own icons: 20-px grid, one stroke, no fills, so that they sit with text of any size. */
const shapes = {
  search: (
    <>
      <circle cx="8.500" cy="8.500" r="5.500" />
      <path d="m13 13 4.500 4.500" />
    </>
  ),
  home: <path d="M2.500 5.500C6 5.800 8 8 10 12c2-4 4-6.200 7.500-6.500M10 12v5.500" />,
  instrument: (
    <>
      <path d="M8 2.500h4M9 2.500V8l-5 8.500h12L11 8V2.500" />
      <path d="M6.300 12.500h7.400" />
    </>
  ),
  calendar: (
    <>
      <path d="M3 4.500h14v13H3zM3 8.500h14M7 2.500v3M13 2.500v3" />
      <path d="M7 12h2" />
    </>
  ),
  clock: (
    <>
      <circle cx="10" cy="10" r="7.500" />
      <path d="M10 5.500V10l3 2" />
    </>
  ),
  inbox: <path d="M3 11.500 5 4h10l2 7.500v5H3zM3 11.500h4l1 2h4l1-2h4" />,
  bell: (
    <path d="M4 14.500c1.500-1.500 1.500-3 1.500-5.500a4.500 4.500 0 0 1 9 0c0 2.500 0 4 1.500 5.500zM8 17h4" />
  ),
  user: (
    <>
      <circle cx="10" cy="6.500" r="3.500" />
      <path d="M3 17.500c.8-3.600 3.500-5 7-5s6.200 1.400 7 5" />
    </>
  ),
  globe: (
    <>
      <circle cx="10" cy="10" r="7.500" />
      <path d="M2.500 10h15M10 2.500c-5 5-5 10 0 15 5-5 5-10 0-15z" />
    </>
  ),
  money: (
    <>
      <circle cx="10" cy="10" r="7.500" />
      <path d="m6.500 5.500 3.500 4 3.500-4M10 9.500v5M7 10.500h6M7 13h6" />
    </>
  ),
  voucher: (
    <path d="M2.500 5.500h15V8a2 2 0 0 0 0 4v2.500h-15V12a2 2 0 0 0 0-4zM12 5.500v1.500M12 9.200v1.600M12 13v1.500" />
  ),
  ledger: <path d="M4 2.500h12v15H4zM7 6.500h6M7 10h6M7 13.500h3" />,
  policy: <path d="M5 2.500h7l3.500 3.500v11.500H5zM12 2.500V6h3.500M8 10h5M8 13.500h3" />,
  settings: <path d="M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4" />,
  check: <path d="m4 10.500 4 4 8-9" />,
  close: <path d="m5 5 10 10M15 5 5 15" />,
  plus: <path d="M10 4v12M4 10h12" />,
  arrowRight: <path d="M4 10h12M11 5l5 5-5 5" />,
  chevronDown: <path d="m5 8 5 5 5-5" />,
  chevronRight: <path d="m8 5 5 5-5 5" />,
  chevronLeft: <path d="m12 5-5 5 5 5" />,
  warning: <path d="M10 3 2.500 16.500h15zM10 8v4M10 14.200v.3" />,
  wait: (
    <path d="M6 2.500h8M6 17.500h8M7 2.500c0 4 6 4.500 6 7.500s-6 3.500-6 7.500M13 2.500c0 4-6 4.500-6 7.500s6 3.500 6 7.500" />
  ),
  filter: <path d="M3 5h14M6 10h8M8.500 15h3" />,
  download: <path d="M10 3v9M6 8.500l4 4 4-4M3.500 16.500h13" />,
  upload: <path d="M10 13V4M6 7.500l4-4 4 4M3.500 16.500h13" />,
  qr: (
    <path d="M3 3h5v5H3zM12 3h5v5h-5zM3 12h5v5H3zM12 12h2v2h-2zM16 12h1M12 16.500h1M15.500 15.500h1.500v1.500" />
  ),
  help: (
    <>
      <circle cx="10" cy="10" r="7.500" />
      <path d="M7.800 7.800c.2-1.300 1-2 2.200-2s2.200.8 2.200 1.900c0 1.600-2.200 1.800-2.200 3.600M10 13.800v.3" />
    </>
  ),
  info: (
    <>
      <circle cx="10" cy="10" r="7.500" />
      <path d="M10 9.200v5M10 6v.3" />
    </>
  ),
  menu: <path d="M3 5.500h14M3 10h14M3 14.500h14" />,
  place: (
    <>
      <path d="M10 17.500c-4-4.500-5.500-7-5.500-9.500a5.500 5.500 0 0 1 11 0c0 2.500-1.500 5-5.500 9.500z" />
      <circle cx="10" cy="8" r="2" />
    </>
  ),
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

/** Decorative by default; give `label` when it stands without words. */
export function Icon({
  name,
  size = 20,
  label,
  ...rest
}: { name: IconName; size?: number; label?: string } & SVGProps<SVGSVGElement>) {
  const naming = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true as const };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden beside the words it repeats
    <svg
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      focusable="false"
      style={{ flex: 'none' }}
      {...naming}
      {...rest}
    >
      {shapes[name]}
    </svg>
  );
}

/** The mark: two slopes come down, their streams meet and go on as one. */
export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg
      viewBox="0 0 32 32"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
      style={{ flex: 'none' }}
    >
      <path
        fill="var(--ink)"
        d="M2 4c6.500.4 10.600 4.600 14 11.600C19.400 8.600 23.500 4.400 30 4v6.200c-5 1-8.400 5-10.800 10.600V30h-6.400v-9.200C10.400 15.200 7 11.200 2 10.200z"
      />
      <path
        fill="var(--act)"
        d="M2 16c4 1.400 6.400 4.800 7.600 9V30H2zM30 16c-4 1.400-6.400 4.800-7.600 9V30H30z"
      />
    </svg>
  );
}
