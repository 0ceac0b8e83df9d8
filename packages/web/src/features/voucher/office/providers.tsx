import { decideProvider, listProviders, type Provider } from '@hegu/contract/voucher/schemes.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages } from '../../../lib/query.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { useSchemes } from '../parts/scheme.tsx';
import styles from '../parts/voucher.module.css';
import { providerTones } from '../provider/admission.tsx';
import { providerWords } from '../provider/messages.ts';
import { officeWords } from './messages.ts';

/** Who may be paid with vouchers: admitted, refused, suspended. */
export function Providers() {
  const t = useT(officeWords).providers;
  const words = useT(providerWords);
  const { status } = useT(officeWords);
  const locale = useLocale();
  const schemes = useSchemes();
  const { items, error, more } = useRoutePages(
    listProviders,
    { query: { limit: 50 } },
    { rooms: ['valley'] },
  );
  if (error) return <ProblemView error={error} />;
  const served = (p: Provider) =>
    p.services
      .map(
        (code) =>
          schemes?.find((s) => s.schemeId === p.schemeId)?.services.find((s) => s.code === code)?.text[
            locale
          ] ?? code,
      )
      .join(locale === 'zh' ? '、' : ', ');
  return (
    <DataTable
      label={t.organisation}
      rows={items}
      rowKey={(p) => p.id}
      more={more}
      tone={(p) => (p.status === 'applied' ? 'wait' : undefined)}
      empty={
        <Empty icon="inbox" title={t.none}>
          {t.noneText}
        </Empty>
      }
      columns={[
        {
          key: 'who',
          title: t.organisation,
          card: 'title',
          render: (p) => (
            <span className={styles.what}>
              {p.organisationName}
              <small>{p.reason ?? p.note}</small>
            </span>
          ),
        },
        { key: 'services', title: t.services, render: served },
        {
          key: 'status',
          title: status,
          card: 'corner',
          render: (p) => (
            <StatusTag tone={providerTones[p.status]}>{words.admissionStatus[p.status]}</StatusTag>
          ),
        },
        { key: 'do', title: '', card: 'actions', render: (p) => <Steps provider={p} /> },
      ]}
    />
  );
}

function Steps({ provider: p }: { provider: Provider }) {
  const t = useT(officeWords).providers;
  const decide = useRouteMutation(decideProvider);
  if (!p.may.decide) return null;
  const step = (
    status: 'admitted' | 'refused' | 'suspended',
    label: string,
    text: string,
    look: 'plain' | 'quiet',
  ) => (
    <ConfirmButton
      key={status}
      look={look}
      confirmLook={status === 'admitted' ? 'act' : 'wrong'}
      title={`${t.ask(p.organisationName)}${label}`}
      consequence={text}
      confirmLabel={label}
      reason={{ label: t.reason, required: status !== 'admitted' }}
      onConfirm={(reason) =>
        decide.mutateAsync({ params: { id: p.id }, body: { status, reason }, ifMatch: p.version })
      }
    >
      {label}
    </ConfirmButton>
  );
  return (
    <div className={styles.row}>
      {p.status !== 'admitted' && step('admitted', t.admit, t.admitText, 'plain')}
      {p.status === 'applied' && step('refused', t.refuse, t.refuseText, 'quiet')}
      {p.status === 'admitted' && step('suspended', t.suspend, t.suspendText, 'quiet')}
    </div>
  );
}
