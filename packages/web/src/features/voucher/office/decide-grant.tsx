import { decideGrant, type Grant } from '@hegu/contract/voucher/grants.ts';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { choicesOf, useFirmCatalogue } from '../../enterprise/parts/catalogue.ts';
import { YuanInput } from '../../labs/manage/parts/yuan-input.tsx';
import styles from '../parts/voucher.module.css';
import { officeWords } from './messages.ts';

type Attested = { field: string; value: boolean | number | string; source: string };
type Typed = Readonly<Record<string, { readonly value: string; readonly source: string }>>;

/** Endorse, approve or refuse; and attest what nobody has stated yet. */
export function DecideGrant({ grant: g }: { grant: Grant }) {
  const t = useT(officeWords).decide;
  const locale = useLocale();
  const format = useFormat();
  const ids = { amount: useId(), fact: useId() };
  const { catalogue } = useFirmCatalogue();
  const decide = useRouteMutation(decideGrant, { invalidate: ['casework'] });
  const most = g.endorsedFen ?? g.askedFen;
  const [amountFen, setAmount] = useState<number | null>(most);
  const [typed, setTyped] = useState<Typed>({});
  const unknown = (g.finding?.fields ?? []).filter((f) => f.truth !== 'met');
  const set = (key: string, part: { value?: string; source?: string }) =>
    setTyped((before) => ({
      ...before,
      [key]: { value: '', source: '', ...before[key], ...part },
    }));
  const attested = (): Attested[] =>
    unknown.flatMap(({ key }) => {
      const said = typed[key];
      if (!said || said.value === '' || said.source.trim() === '') return [];
      const type = catalogue?.byKey.get(key)?.type;
      const value =
        type === 'flag' ? said.value === 'true' : type === 'number' ? Number(said.value) : said.value.trim();
      return [{ field: key, value, source: said.source.trim() }];
    });
  const act = (step: 'endorse' | 'approve') => {
    if (amountFen === null || amountFen <= 0) return;
    decide.mutate({
      params: { id: g.id },
      body: { step, amountFen, attested: attested() },
      ifMatch: g.version,
    });
  };
  return (
    <div className={styles.stack}>
      <Field
        label={t.amount}
        htmlFor={ids.amount}
        help={
          g.endorsedFen === null
            ? t.amountHelp(format.money(g.askedFen))
            : t.endorsedBy(format.money(g.endorsedFen))
        }
        error={amountFen === null ? t.amountMissing : undefined}
      >
        <YuanInput id={ids.amount} value={amountFen} describedBy={helpId(ids.amount)} onChange={setAmount} />
      </Field>
      {unknown.length > 0 && (
        <fieldset className={styles.stack} style={{ margin: 0, padding: 0, border: 0 }}>
          <legend>
            <strong>{t.attest}</strong>
          </legend>
          <p className={styles.faint}>{t.attestHelp}</p>
          {unknown.map((f) => {
            const def = catalogue?.byKey.get(f.key);
            const choices = def ? choicesOf(catalogue, def) : [];
            const valueId = `${ids.fact}${f.key}`;
            const sourceId = `${valueId}s`;
            return (
              <div key={f.key} className={styles.pair}>
                <Field label={f.label[locale]} htmlFor={valueId}>
                  {choices.length > 0 || def?.type === 'flag' ? (
                    <select
                      id={valueId}
                      className={inputClass}
                      value={typed[f.key]?.value ?? ''}
                      onChange={(event) => set(f.key, { value: event.target.value })}
                    >
                      <option value="">–</option>
                      {def?.type === 'flag' ? (
                        <Flags />
                      ) : (
                        choices.map((c) => (
                          <option key={c.code} value={c.code}>
                            {c[locale]}
                          </option>
                        ))
                      )}
                    </select>
                  ) : (
                    <input
                      id={valueId}
                      className={inputClass}
                      type={def?.type === 'date' ? 'date' : 'text'}
                      maxLength={80}
                      value={typed[f.key]?.value ?? ''}
                      onChange={(event) => set(f.key, { value: event.target.value })}
                    />
                  )}
                </Field>
                <Field label={t.source} htmlFor={sourceId} help={t.sourceHelp}>
                  <input
                    id={sourceId}
                    className={inputClass}
                    maxLength={200}
                    aria-describedby={helpId(sourceId)}
                    value={typed[f.key]?.source ?? ''}
                    onChange={(event) => set(f.key, { source: event.target.value })}
                  />
                </Field>
              </div>
            );
          })}
        </fieldset>
      )}
      {decide.error && <ProblemView error={decide.error} title={t.refused} />}
      <div className={styles.row}>
        {g.status === 'applied' ? (
          <>
            <Button look="act" busy={decide.isPending} onClick={() => act('approve')}>
              {t.approve}
            </Button>
            <Button busy={decide.isPending} onClick={() => act('endorse')}>
              {t.endorse}
            </Button>
          </>
        ) : (
          <Button look="act" busy={decide.isPending} onClick={() => act('approve')}>
            {t.second}
          </Button>
        )}
        <ConfirmButton
          look="quiet"
          confirmLook="wrong"
          title={t.refuseTitle}
          consequence={t.refuseText}
          confirmLabel={t.refuse}
          reason={{ label: t.refuseReason, required: true }}
          onConfirm={(reason) =>
            decide.mutateAsync({
              params: { id: g.id },
              body: { step: 'refuse', reason },
              ifMatch: g.version,
            })
          }
        >
          {t.refuse}
        </ConfirmButton>
      </div>
      {g.status === 'applied' && <p className={styles.faint}>{t.twoHelp}</p>}
    </div>
  );
}

function Flags() {
  const { state } = useT();
  return (
    <>
      <option value="true">{state.yes}</option>
      <option value="false">{state.no}</option>
    </>
  );
}
