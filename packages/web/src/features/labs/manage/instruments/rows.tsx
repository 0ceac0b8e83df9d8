import type { Instrument } from '@hegu/contract/labs/instruments.ts';
import { useT } from '../../../../i18n/messages.ts';
import { Button } from '../../../../ui/button.tsx';
import { inputClass } from '../../../../ui/field.tsx';
import type { Draft } from './draft.ts';
import styles from './instruments.module.css';
import { instruments as words } from './messages.ts';

type Configuration = Instrument['configurations'][number];

/** Lists of short rows: specifications, accessories, configurations. */
export function SpecRows({ draft, set }: { draft: Draft; set: (next: Partial<Draft>) => void }) {
  const t = useT(words);
  const at = <T,>(list: readonly T[], index: number, next: T | null): T[] =>
    list.flatMap((item, i) => (i === index ? (next === null ? [] : [next]) : [item]));
  const text = (label: string, value: string, change: (v: string) => void, max = 120) => (
    <input
      className={inputClass}
      aria-label={label}
      placeholder={label}
      maxLength={max}
      value={value}
      onChange={(e) => change(e.target.value)}
    />
  );
  const remove = (act: () => void) => (
    <Button look="quiet" onClick={act} aria-label={t.removeRow}>
      ×
    </Button>
  );
  const configuration = (index: number, c: Configuration, next: Partial<Configuration>) =>
    set({ configurations: at(draft.configurations, index, { ...c, ...next }) });
  return (
    <div className={styles.stack}>
      <h3>{t.specsTitle}</h3>
      <ul className={styles.rows}>
        {draft.specs.map((s, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          <li key={i}>
            {text(t.specName, s.nameZh, (nameZh) => set({ specs: at(draft.specs, i, { ...s, nameZh }) }), 80)}
            {text(t.specNameEn, s.nameEn, (nameEn) => set({ specs: at(draft.specs, i, { ...s, nameEn }) }))}
            {text(t.specValue, s.value, (value) => set({ specs: at(draft.specs, i, { ...s, value }) }), 200)}
            {remove(() => set({ specs: at(draft.specs, i, null) }))}
          </li>
        ))}
      </ul>
      <Button
        look="quiet"
        onClick={() => set({ specs: [...draft.specs, { nameZh: '', nameEn: '', value: '' }] })}
      >
        {t.addSpec}
      </Button>
      <h3>{t.accessories}</h3>
      <ul className={styles.rows}>
        {draft.accessories.map((a, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          <li key={i}>
            {text(
              t.accessory,
              a.nameZh,
              (nameZh) => set({ accessories: at(draft.accessories, i, { ...a, nameZh }) }),
              80,
            )}
            {text(t.specNameEn, a.nameEn, (nameEn) =>
              set({ accessories: at(draft.accessories, i, { ...a, nameEn }) }),
            )}
            {remove(() => set({ accessories: at(draft.accessories, i, null) }))}
          </li>
        ))}
      </ul>
      <Button
        look="quiet"
        onClick={() => set({ accessories: [...draft.accessories, { nameZh: '', nameEn: '' }] })}
      >
        {t.addAccessory}
      </Button>
      <h3>{t.configurations}</h3>
      <p className={styles.hint}>{t.configurationsHint}</p>
      <ul className={styles.rows}>
        {draft.configurations.map((c, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
          <li key={i}>
            {text(
              t.configurationCode,
              c.code,
              (code) => configuration(i, c, { code: code.toLowerCase().replace(/[^a-z0-9_]/g, '_') }),
              40,
            )}
            {text(t.specName, c.nameZh, (nameZh) => configuration(i, c, { nameZh }), 80)}
            {text(t.specNameEn, c.nameEn, (nameEn) => configuration(i, c, { nameEn }))}
            <input
              type="number"
              min={0}
              className={inputClass}
              aria-label={t.configurationNotice}
              title={t.configurationNotice}
              value={c.noticeMinutes}
              onChange={(e) =>
                configuration(i, c, { noticeMinutes: Math.max(0, Math.round(Number(e.target.value))) })
              }
            />
            <label className={styles.check}>
              <input
                type="checkbox"
                checked={c.selfConfigured}
                onChange={(e) => configuration(i, c, { selfConfigured: e.target.checked })}
              />
              {t.configurationSelf}
            </label>
            {remove(() => set({ configurations: at(draft.configurations, i, null) }))}
          </li>
        ))}
      </ul>
      <Button
        look="quiet"
        onClick={() =>
          set({
            configurations: [
              ...draft.configurations,
              {
                code: `mode_${draft.configurations.length + 1}`,
                nameZh: '',
                nameEn: '',
                noticeMinutes: 0,
                selfConfigured: true,
              },
            ],
          })
        }
      >
        {t.addConfiguration}
      </Button>
    </div>
  );
}
