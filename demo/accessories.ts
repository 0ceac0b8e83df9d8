import { demoId } from './random.ts';
import type { DemoInstrument } from './types.ts';

/** Accessories that the instruments of a facility take turns with: fewer pieces than instruments, so that they can run out. */
export interface SharedAccessory {
  readonly id: string;
  readonly facilityId: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly pieces: number;
  readonly fits: readonly { readonly instrumentId: string; readonly itemCode: string }[];
}

/** What several instruments of one facility are charged for by the same name: one piece for every two of them. */
export function sharedAccessories(instruments: readonly DemoInstrument[]): readonly SharedAccessory[] {
  const groups = new Map<string, SharedAccessory>();
  for (const i of instruments) {
    for (const { name, itemCode } of i.accessories) {
      if (itemCode === null) continue;
      const key = `shared-accessory/${i.facilityId}/${name.zh}`;
      const known = groups.get(key)?.fits ?? [];
      const fits = [...known, { instrumentId: i.id, itemCode }];
      groups.set(key, {
        id: demoId(key),
        facilityId: i.facilityId,
        nameZh: name.zh,
        nameEn: name.en,
        pieces: Math.ceil(fits.length / 2),
        fits,
      });
    }
  }
  return [...groups.values()].filter((a) => a.fits.length > 1);
}
