import { text } from '@hegu/contract/fields.ts';
import { z } from 'zod';

/** Data of the packs that the platform itself reads. A domain keeps the schemas of its own packs. */

const classEntry = z.strictObject({
  /** Two digits a level: `01` top, `0102` middle, `010201` leaf. */
  code: z.string().regex(/^\d{2}(\d{2}){0,2}$/),
  zh: text(60),
  en: text(100),
  /** Other names people use, in either language; leaves only. */
  synonyms: z.array(text(60)).min(1).optional(),
});
export type ClassEntry = z.output<typeof classEntry>;

export const taxonomyData = z
  .strictObject({ classes: z.array(classEntry).min(1) })
  .superRefine((data, context) => {
    const codes = new Set<string>();
    data.classes.forEach((c, i) => {
      const problem = (message: string) =>
        context.addIssue({ code: 'custom', message, path: ['classes', i, 'code'] });
      if (codes.has(c.code)) problem(`${c.code} stands twice`);
      codes.add(c.code);
      const parent = c.code.slice(0, -2);
      if (parent !== '' && !codes.has(parent)) problem(`${c.code} comes before or without ${parent}`);
      if ((c.code.length === 6) !== (c.synonyms !== undefined))
        problem(`${c.code}: leaves have synonyms, others none`);
    });
  });

const place = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  /** How far the point may be off: within a neighbourhood (about 2 km) or anywhere in the district. */
  precision: z.enum(['neighbourhood', 'district']),
});

export const districtsData = z
  .strictObject({
    city: z.strictObject({ code: z.string().regex(/^\d{6}$/), zh: text(60), en: text(100) }),
    districts: z.array(
      z.strictObject({
        /** GB/T 2260. */
        code: z.string().regex(/^\d{6}$/),
        zh: text(60),
        en: text(100),
        at: place,
      }),
    ),
    parks: z.array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9-]+$/),
        district: z.string().regex(/^\d{6}$/),
        zh: text(60),
        en: text(100),
        aliases: z.array(text(60)),
        mark: z.enum(['verified', 'from-news']),
        at: place,
      }),
    ),
  })
  .superRefine((data, context) => {
    const codes = new Set(data.districts.map((d) => d.code));
    if (codes.size !== data.districts.length)
      context.addIssue({ code: 'custom', message: 'a district stands twice', path: ['districts'] });
    data.parks.forEach((p, i) => {
      if (!codes.has(p.district))
        context.addIssue({
          code: 'custom',
          message: `no district ${p.district}`,
          path: ['parks', i, 'district'],
        });
    });
  });
export type Districts = z.output<typeof districtsData>;
