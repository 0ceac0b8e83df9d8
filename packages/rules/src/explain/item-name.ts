import type { FactCatalogue, FactValue, FieldDef, Words } from '../facts.ts';

/** What one item of a list is called. */

/** Made up by a program: 'high-tech', 'tech-sme-2', 'i1', a UUID. The number of a certificate is long and of digits. */
export const isInternalId = (id: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(id) || (/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id) && !/\d{5}/.test(id));

/** The first of its codes that has words: 高新技术企业, 发明专利. */
export function kindOfItem(
  fields: Iterable<FieldDef>,
  values: Readonly<Record<string, FactValue>>,
): Words | null {
  for (const field of fields) {
    const code = values[field.key];
    const words = typeof code === 'string' ? field.codes?.[code] : undefined;
    if (words) return words;
  }
  return null;
}

/** Its number where people know it by one, and else what kind of thing it is. */
export function itemName(
  catalogue: FactCatalogue,
  collection: string,
  id: string,
  values: Readonly<Record<string, FactValue>>,
): Words {
  const def = catalogue.collections.get(collection);
  const label = def?.label ?? { zh: collection, en: collection };
  if (!isInternalId(id)) return { zh: `${label.zh} ${id}`, en: `${label.en} ${id}` };
  const kind = kindOfItem(def?.byKey.values() ?? [], values);
  return kind ? { zh: `${label.zh}（${kind.zh}）`, en: `${label.en} (${kind.en})` } : label;
}
