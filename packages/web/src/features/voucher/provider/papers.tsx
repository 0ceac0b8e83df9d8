import { uploadFile } from '@hegu/contract/files.ts';
import { getEvidence, putPapers, type Use } from '@hegu/contract/voucher/uses.ts';
import { useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { call, download } from '../../../lib/api.ts';
import { civilOf } from '../../../lib/format.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { serverNow, useZone } from '../../../lib/session.ts';
import { Button, type ButtonLook, buttonClass } from '../../../ui/button.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { YuanInput } from '../../labs/manage/parts/yuan-input.tsx';
import styles from '../parts/voucher.module.css';
import { providerWords } from './messages.ts';

/** Downloads the records of a use with their hashes and proofs. */
export function EvidenceButton({ use, look = 'plain' }: { use: Use; look?: ButtonLook }) {
  const t = useT(providerWords);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const get = async () => {
    setBusy(true);
    setError(null);
    await download(getEvidence, `voucher-${use.id}.zip`, { params: { id: use.id }, query: {} }).catch(
      setError,
    );
    setBusy(false);
  };
  return (
    <>
      <Button look={look} busy={busy} onClick={() => void get()}>
        {t.download}
      </Button>
      {error !== null && <ProblemView error={error} />}
    </>
  );
}

/** Invoice and reports of a settled use. Filled with what the charge says. */
export function PapersForm({ use: u, onSaved }: { use: Use; onSaved?: () => void }) {
  const t = useT(providerWords);
  const zone = useZone();
  const ids = { number: useId(), day: useId(), amount: useId(), file: useId() };
  const c = civilOf(serverNow(), zone);
  const today = c ? `${c.year}-${String(c.month).padStart(2, '0')}-${String(c.day).padStart(2, '0')}` : '';
  const [number, setNumber] = useState(u.invoice?.number ?? '');
  const [issuedOn, setDay] = useState(u.invoice?.issuedOn ?? today);
  const [amountFen, setAmount] = useState<number | null>(u.invoice?.amountFen ?? u.chargeFen);
  const [fileIds, setFiles] = useState<readonly string[]>(u.fileIds);
  const [uploading, setUploading] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const [tried, setTried] = useState(false);
  const put = useRouteMutation(putPapers, { onSuccess: () => onSaved?.() });
  const numberWrong = !/^\d{8,20}$/.test(number.trim());
  const upload = async (files: readonly File[]) => {
    setUploading(true);
    setFailed(null);
    const added: string[] = [];
    try {
      for (const file of files)
        added.push(
          (await call(uploadFile, { query: { purpose: 'document', name: file.name }, upload: file })).id,
        );
    } catch (cause) {
      setFailed(cause);
    }
    setFiles((before) => [...before, ...added].slice(0, 20));
    setUploading(false);
  };
  const submit = () => {
    setTried(true);
    if (numberWrong || issuedOn === '' || amountFen === null) return;
    put.mutate({
      params: { id: u.id },
      body: { invoice: { number: number.trim(), issuedOn, amountFen }, fileIds: [...fileIds] },
      ifMatch: u.version,
    });
  };
  return (
    <form
      className={styles.stack}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <p className={styles.faint}>{t.papersHelp}</p>
      <Field
        label={t.invoiceNumber}
        htmlFor={ids.number}
        help={t.invoiceNumberHelp}
        error={tried && numberWrong ? t.invoiceNumberWrong : undefined}
      >
        <input
          id={ids.number}
          className={inputClass}
          inputMode="numeric"
          maxLength={20}
          autoComplete="off"
          aria-describedby={helpId(ids.number)}
          aria-invalid={tried && numberWrong}
          value={number}
          onChange={(event) => setNumber(event.target.value)}
        />
      </Field>
      <div className={styles.pair}>
        <Field label={t.issuedOn} htmlFor={ids.day} error={tried && issuedOn === '' ? t.missing : undefined}>
          <input
            id={ids.day}
            type="date"
            className={inputClass}
            max={today}
            value={issuedOn}
            onChange={(event) => setDay(event.target.value)}
          />
        </Field>
        <Field
          label={t.amount}
          htmlFor={ids.amount}
          error={tried && amountFen === null ? t.missing : undefined}
        >
          <YuanInput id={ids.amount} value={amountFen} onChange={setAmount} />
        </Field>
      </div>
      <div className={styles.row}>
        <label htmlFor={ids.file} className={buttonClass('plain')} aria-busy={uploading}>
          {uploading ? t.uploading : t.addFile}
          <input
            id={ids.file}
            type="file"
            className="sr-only"
            multiple
            accept="application/pdf,image/jpeg,image/png,.docx,.xlsx,.txt,.csv"
            disabled={uploading}
            onChange={(event) => {
              const files = [...(event.target.files ?? [])];
              event.target.value = '';
              if (files.length > 0) void upload(files);
            }}
          />
        </label>
        {fileIds.length > 0 && (
          <>
            <span>{t.fileCount(fileIds.length)}</span>
            <Button look="quiet" onClick={() => setFiles([])}>
              {t.dropFiles}
            </Button>
          </>
        )}
      </div>
      {failed !== null && <ProblemView error={failed} />}
      {put.error && <ProblemView error={put.error} />}
      <p className={styles.row}>
        <Button look="act" type="submit" busy={put.isPending} disabled={uploading}>
          {t.save}
        </Button>
        <span role="status">{put.isSuccess && t.saved}</span>
      </p>
    </form>
  );
}
