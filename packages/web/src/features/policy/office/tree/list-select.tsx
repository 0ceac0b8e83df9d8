import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { officeWords } from '../messages.ts';
import { type Path, useEditing } from '../parts/editing.ts';
import { PlaceErrors } from '../parts/inputs.tsx';

/** One of the lists of a firm: products, certificates … */
export function ListSelect({
  value,
  path,
  onChange,
}: {
  value: string;
  path: Path;
  onChange: (name: string) => void;
}) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { on, catalogue } = useEditing();
  return (
    <>
      <select
        aria-label={t.pickList}
        className={inputClass}
        disabled={!on}
        value={value}
        onChange={(e) => onChange(e.target.value)}
      >
        {!catalogue.collections.has(value) && <option value={value}>{value}</option>}
        {[...catalogue.collections.values()].map((c) => (
          <option key={c.key} value={c.key}>
            {c.label[locale]}
          </option>
        ))}
      </select>
      <PlaceErrors path={path} />
    </>
  );
}
