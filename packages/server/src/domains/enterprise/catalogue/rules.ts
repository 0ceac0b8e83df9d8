import type { FactCatalogue } from '@hegu/rules/facts.ts';
import { z } from 'zod';

/** Industry fields, tracks and lineages: the data of `packs/enterprise/tracks.json`. */

const code = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
const named = { code, zh: z.string().min(1), en: z.string().min(1) };

export const tracksData = z
  .strictObject({
    fields: z.array(z.strictObject(named)).min(1),
    /** `products`: the kinds of product its firms make, by the codes of the catalogue; none where it is not for the grouping to say. */
    tracks: z.array(
      z.strictObject({
        ...named,
        field: code,
        products: z.array(code).default([]),
        synonyms: z.array(z.string()).default([]),
      }),
    ),
    lineages: z.array(z.strictObject({ ...named, note: z.string() })),
  })
  .superRefine((data, context) => {
    const fields = new Set(data.fields.map((f) => f.code));
    data.tracks.forEach((t, i) => {
      if (!fields.has(t.field))
        context.addIssue({ code: 'custom', message: `no field ${t.field}`, path: ['tracks', i, 'field'] });
    });
    for (const list of ['fields', 'tracks', 'lineages'] as const) {
      const codes = data[list].map((x) => x.code);
      if (new Set(codes).size !== codes.length)
        context.addIssue({ code: 'custom', message: 'a code stands twice', path: [list] });
    }
  });
export type Tracks = z.output<typeof tracksData>;

export interface Named {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

/** Everything names of a firm's attributes are looked up in, as it holds on a day. */
export interface FirmReference {
  readonly catalogue: FactCatalogue;
  readonly fields: ReadonlyMap<string, Named>;
  readonly tracks: ReadonlyMap<
    string,
    Named & {
      readonly field: string;
      readonly products: readonly string[];
      readonly synonyms: readonly string[];
    }
  >;
  readonly lineages: ReadonlyMap<string, Named>;
  readonly districts: ReadonlyMap<string, Named>;
  readonly parks: ReadonlyMap<
    string,
    Named & { readonly district: string; readonly aliases: readonly string[] }
  >;
}

const fold = (s: string) =>
  s
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s'’\-_/、]/g, '');
const foldDistrict = (s: string) => fold(s).replace(/(?:新区|区|县|newarea|district)$/, '');

/** The code a person means by a code or a name in either language; null where there is none. */
export function codeOf(written: string, of: ReadonlyMap<string, Named>): string | null {
  if (of.has(written)) return written;
  const wanted = fold(written);
  for (const n of of.values()) {
    const more =
      'aliases' in n
        ? (n.aliases as readonly string[])
        : 'synonyms' in n
          ? (n.synonyms as readonly string[])
          : [];
    if ([n.code, n.zh, n.en, ...more].some((x) => fold(x) === wanted)) return n.code;
  }
  return null;
}

export function districtOf(written: string, reference: FirmReference): string | null {
  if (reference.districts.has(written)) return written;
  const wanted = foldDistrict(written);
  for (const d of reference.districts.values())
    if (foldDistrict(d.zh) === wanted || foldDistrict(d.en) === wanted) return d.code;
  return null;
}
