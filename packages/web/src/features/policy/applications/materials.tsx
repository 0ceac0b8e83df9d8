import { uploadFile } from '@hegu/contract/files.ts';
import {
  type Application,
  addMaterial,
  downloadMaterial,
  removeMaterial,
} from '@hegu/contract/policy/applications.ts';
import { useRef, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { call, download } from '../../../lib/api.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import type { Placed } from '../../enterprise/parts/field-errors.ts';
import { Taken } from '../parts/taken.tsx';
import styles from './applications.module.css';
import { materialKey } from './filling.ts';
import { applicationWords } from './messages.ts';

type Line = Application['materials'][number];

/** The documents: what is here already, what was handed in before, and what only the firm has. */
export function Materials({ application: a, placed }: { application: Application; placed: Placed }) {
  const t = useT(applicationWords);
  return (
    <Section title={t.materials} hint={a.materials.length > 0 ? t.materialsHint : undefined}>
      {a.materials.length === 0 && <p className={styles.faint}>{t.noMaterials}</p>}
      <ul className={styles.lines}>
        {a.materials.map((m) => (
          <MaterialLine
            key={m.materialId}
            application={a}
            line={m}
            refused={placed.at.get(materialKey(m.materialId))?.join(' ')}
          />
        ))}
      </ul>
    </Section>
  );
}

function MaterialLine({
  application: a,
  line: m,
  refused,
}: {
  application: Application;
  line: Line;
  refused: string | undefined;
}) {
  const t = useT(applicationWords);
  const locale = useLocale();
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const add = useRouteMutation(addMaterial);
  const remove = useRouteMutation(removeMaterial);
  const send = async (file: File) => {
    setBusy(true);
    setFailed(null);
    try {
      const info = await call(uploadFile, { query: { purpose: 'document', name: file.name }, upload: file });
      await add.mutateAsync({ params: { id: a.id }, body: { materialId: m.materialId, fileId: info.id } });
    } catch (cause) {
      setFailed(cause);
    } finally {
      setBusy(false);
    }
  };
  const by =
    m.by === 'platform'
      ? t.byPlatform
      : m.by === 'authority'
        ? t.byAuthority
        : m.files.length > 0
          ? t.handedIn
          : t.notHandedIn;
  return (
    <li className={styles.material}>
      <div>
        <strong>{m.name[locale]}</strong>
        {!m.required && <span className={styles.faint}> · {t.optional}</span>}
        {m.note && <p className={styles.faint}>{m.note[locale]}</p>}
        {m.taken.map((x) => (
          <p key={x.text.zh} className={styles.faint}>
            <Taken from={x} />
          </p>
        ))}
        <ul>
          {m.files.map((f) => (
            <li key={f.id} className={styles.file}>
              <button
                type="button"
                onClick={() =>
                  void download(downloadMaterial, f.name, { params: { id: a.id, fileId: f.fileId } })
                }
              >
                {f.name}
              </button>
              {f.reusedFrom && (
                <span className={styles.faint}>
                  {t.reused(f.reusedFrom.number ?? f.reusedFrom.title[locale])}
                </span>
              )}
              {a.may.edit && (
                <Button
                  look="quiet"
                  aria-label={t.removeFile(f.name)}
                  busy={remove.isPending}
                  onClick={() => remove.mutate({ params: { id: a.id, materialRowId: f.id } })}
                >
                  <Icon name="close" size={16} />
                </Button>
              )}
            </li>
          ))}
        </ul>
        {m.reusable.map((f) => {
          const from = f.from.number ?? f.from.title[locale];
          return (
            <p key={f.fileId} className={styles.file}>
              <span className={styles.faint}>
                {f.name} · {t.handedInWith(from)}
              </span>
              <Button
                look="quiet"
                aria-label={t.takeOverFile(f.name, from)}
                busy={add.isPending}
                onClick={() =>
                  add.mutate({
                    params: { id: a.id },
                    body: { materialId: m.materialId, fileId: f.fileId },
                  })
                }
              >
                {t.takeOver}
              </Button>
            </p>
          );
        })}
        {refused && m.missing && (
          <p role="alert" className={styles.refused}>
            {refused}
          </p>
        )}
        {failed !== null && <ProblemView error={failed} />}
        {remove.error && <ProblemView error={remove.error} />}
      </div>
      <div className={styles.buttons}>
        {m.missing ? (
          <StatusTag tone="wait">{t.missing}</StatusTag>
        ) : (
          <span className={styles.faint}>{by}</span>
        )}
        {m.by === 'firm' && a.may.edit && (
          <>
            <input
              ref={picker}
              type="file"
              hidden
              onChange={(event) => {
                const file = event.target.files?.[0];
                event.target.value = '';
                if (file) void send(file);
              }}
            />
            <Button
              busy={busy}
              aria-label={t.uploadFor(m.name[locale])}
              onClick={() => picker.current?.click()}
            >
              <Icon name="upload" size={16} />
              {t.upload}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}
