/**
 * When two firms are related by investment, or by a person behind both. Pure.
 *
 * Control by more than half of the shares: 公司法 (2023) art. 265(2), 企业会计准则第 33 号 art. 7; parties under one control are
 * related by 企业会计准则第 36 号 art. 3–4, also where the one who controls both is a person (实际控制人, 公司法 art. 265(3)). Who has
 * founded both need not control them any more: a matter for a person. A quarter of the shares held directly: 国家税务总局公告 2016 年第 42 号 art. 2(1). Which of
 * them a scheme goes by is the scheme's to say; together they are our own default.
 */
export interface Thresholds {
  /** Control: more than this share, through any chain of such holdings. */
  readonly controlAbove: number;
  /** A direct shareholding of at least this. */
  readonly directAtLeast: number;
}
export const defaultThresholds: Thresholds = { controlAbove: 0.5, directAtLeast: 0.25 };

export type RelatedResult = 'same' | 'control' | 'shareholding' | 'unknown' | 'none';

export interface Related {
  /** `unknown`: a holding of which the share is not known, or a common founder, could make them related; a matter for a person. */
  readonly result: RelatedResult;
  /** Of the direct shareholding, where there is one. */
  readonly share: number | null;
}

/** Direct holdings between the two, either way; null shares are not known. */
export function decide(
  found: {
    readonly same: boolean;
    readonly control: boolean;
    /** Under the same control if holdings of unknown share, and common founders, were controlling. */
    readonly perhaps: boolean;
    readonly direct: readonly (number | null)[];
  },
  thresholds: Thresholds,
): Related {
  if (found.same) return { result: 'same', share: null };
  const shares = found.direct.filter((s): s is number => s !== null);
  const share = shares.length > 0 ? Math.max(...shares) : null;
  if (found.control) return { result: 'control', share };
  if (share !== null && share >= thresholds.directAtLeast) return { result: 'shareholding', share };
  if (found.perhaps || found.direct.includes(null)) return { result: 'unknown', share };
  return { result: 'none', share };
}
