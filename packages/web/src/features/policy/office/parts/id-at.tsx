import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { officeWords } from '../messages.ts';
import type { Path } from './editing.ts';
import { useEditing } from './editing.ts';
import { Labelled } from './inputs.tsx';

/** The short name a part is known by: in decisions, in statistics, in other rules. */
export function IdAt({ path, value }: { path: Path; value: string | undefined }) {
  const t = useT(officeWords);
  const { on, set } = useEditing();
  return (
    <Labelled label={t.partId} path={path}>
      {(id, invalid) => (
        <input
          id={id}
          className={inputClass}
          disabled={!on}
          spellCheck={false}
          aria-invalid={invalid || undefined}
          value={value ?? ''}
          onChange={(e) => set(path, e.target.value.trim())}
        />
      )}
    </Labelled>
  );
}
