import { recordFacts } from '@hegu/contract/enterprise/facts.ts';
import type { CollectionDef } from '@hegu/rules/facts.ts';
import { type FormEvent, useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { civilOf } from '../../../lib/format.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { serverNow, useZone } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { FactInput } from '../parts/fact-input.tsx';
import { placeReasons } from '../parts/field-errors.ts';
import { SourceField } from '../parts/source-field.tsx';
import type { Stand } from '../parts/stand.ts';
import { fromInput, toInput } from '../parts/value.ts';
import type { Item } from './collections.tsx';
import styles from './firm.module.css';
import { firmPageWords } from './messages.ts';

/** One certificate, patent, product …: stated anew as a whole; `item` null for a new one. */
export function EditItem({
  firmId,
  stand,
  def,
  item,
  onClose,
}: {
  firmId: string;
  stand: Stand;
  def: CollectionDef;
  item: Item | null;
  onClose: () => void;
}) {
  const t = useT(firmPageWords);
  const { actions } = useT();
  const locale = useLocale();
  const id = useId();
  const zone = useZone();
  const [key, setKey] = useState(item?.id ?? '');
  const [source, setSource] = useState('registry');
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(def.fields.map((f) => [f.key, toInput(f, item?.values[f.key])])),
  );
  const [unreadable, setUnreadable] = useState<ReadonlySet<string>>(new Set());
  const save = useRouteMutation(recordFacts, { onSuccess: onClose });
  const placed = placeReasons(save.error, (r) => (typeof r.data.field === 'string' ? r.data.field : null));
  const told = stand.certifies ? { source } : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = def.fields.map((f) => ({ key: f.key, value: fromInput(f, typed[f.key] ?? '') }));
    setUnreadable(new Set(read.filter((r) => r.value === null).map((r) => r.key)));
    if (read.some((r) => r.value === null)) return;
    const values = Object.fromEntries(
      read.flatMap((r) => (r.value === undefined || r.value === null ? [] : [[r.key, r.value]])),
    );
    save.mutate({
      params: { id: firmId },
      body: {
        items: [{ collection: def.key, ...(key.trim() ? { id: key.trim() } : {}), values }],
        ...told,
      },
    });
  };
  return (
    <Dialog
      open
      title={item ? t.changeTitle(def.label[locale]) : t.addTitle(def.label[locale])}
      width={680}
      onClose={onClose}
      footer={
        <>
          {item && (
            <ConfirmButton
              look="quiet"
              confirmLook="wrong"
              title={t.withdrawTitle}
              consequence={t.withdrawText}
              confirmLabel={t.withdraw}
              onConfirm={() =>
                save.mutateAsync({
                  params: { id: firmId },
                  body: {
                    items: [{ collection: def.key, id: item.id, values: item.values, withdrawn: true }],
                    ...told,
                  },
                })
              }
            >
              {t.withdraw}
            </ConfirmButton>
          )}
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button look="act" type="submit" form={`${id}form`} busy={save.isPending}>
            {t.save}
          </Button>
        </>
      }
    >
      <form id={`${id}form`} className={styles.form} onSubmit={submit} noValidate>
        {stand.certifies && (
          <SourceField
            value={source}
            year={(civilOf(serverNow(), zone)?.year ?? 1) - 1}
            onChange={setSource}
          />
        )}
        <Field label={t.item} htmlFor={`${id}key`} help={item ? undefined : t.itemHelp} optional={!item}>
          <input
            id={`${id}key`}
            className={inputClass}
            value={key}
            maxLength={80}
            disabled={item !== null}
            aria-describedby={item ? undefined : helpId(`${id}key`)}
            onChange={(event) => setKey(event.target.value)}
          />
        </Field>
        <div className={styles.inputs}>
          {def.fields.map((f) => (
            <FactInput
              key={f.key}
              id={`${id}${f.key}`}
              def={f}
              value={typed[f.key] ?? ''}
              error={unreadable.has(f.key) ? t.unreadable : placed.at.get(f.key)?.join(' ')}
              onChange={(value) => setTyped({ ...typed, [f.key]: value })}
            />
          ))}
        </div>
      </form>
      {save.error && (placed.rest.length > 0 || placed.at.size === 0) && <ProblemView error={save.error} />}
    </Dialog>
  );
}
