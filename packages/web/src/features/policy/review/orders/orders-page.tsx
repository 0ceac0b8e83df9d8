import { exportOrders, type orderStatuses } from '@hegu/contract/policy/payments.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { download } from '../../../../lib/api.ts';
import { Button } from '../../../../ui/button.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { Choices } from '../../../labs/parts/choices.tsx';
import { useDesk } from '../desk/desk.ts';
import { DeskPage } from '../parts/desk-page.tsx';
import parts from '../parts/parts.module.css';
import { Instalments } from './instalments.tsx';
import { orderWords } from './messages.ts';
import { Orders } from './orders.tsx';

const instalmentSteps = ['ready', 'recheck', 'waiting', 'stopped'] as const;
const steps = ['ready', 'recheck', 'made', 'approved', 'paid', 'waiting', 'stopped', 'cancelled'] as const;
type Step = (typeof steps)[number];

const counts = { ready: 'toOrder', recheck: 'toRecheck', made: 'toApprove', approved: 'toPay' } as const;

/** From an award that is certain to the money that has arrived, step by step. */
export function OrdersPage() {
  const t = useT(orderWords);
  const search = useSearch({ from: '/policies/office/orders' });
  const step = steps.find((s) => s === search.step);
  return (
    <DeskPage title={t.title} lead={t.lead} actions={<Export step={step} />}>
      <Steps step={step} />
    </DeskPage>
  );
}

function Steps({ step: asked }: { step: Step | undefined }) {
  const t = useT(orderWords);
  const navigate = useNavigate({ from: '/policies/office/orders' });
  const { data } = useDesk();
  // Where nothing else is asked for, the first step at which something waits
  const first = data && (['ready', 'recheck', 'made', 'approved'] as const).find((s) => data[counts[s]] > 0);
  const step = asked ?? first ?? (data ? 'ready' : undefined);
  if (step === undefined) return null;
  const instalments = instalmentSteps.find((s) => s === step);
  return (
    <>
      <div className={parts.tabs}>
        <Choices
          label={t.step}
          value={step}
          options={steps.map((value) => ({
            value,
            label: t.steps[value] ?? value,
            ...(value in counts ? { count: data?.[counts[value as keyof typeof counts]] } : {}),
          }))}
          onChange={(value) => void navigate({ search: { step: value }, replace: true })}
        />
      </div>
      {instalments ? (
        <Instalments key={step} status={instalments} />
      ) : (
        <Orders key={step} status={step as (typeof orderStatuses)[number]} />
      )}
    </>
  );
}

function Export({ step }: { step: Step | undefined }) {
  const t = useT(orderWords);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const status = (['made', 'approved', 'paid', 'cancelled'] as const).find((s) => s === step);
  const save = async (format: 'xlsx' | 'csv') => {
    setBusy(true);
    setError(null);
    try {
      await download(exportOrders, `${t.fileName}.${format}`, {
        query: { format, ...(status ? { status } : {}) },
      });
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button look="quiet" busy={busy} onClick={() => void save('xlsx')}>
        {/* Of instalments there is no file: the orders made for them are what is paid */}
        {t.exportXlsx(status === undefined)}
      </Button>
      <Button look="quiet" busy={busy} onClick={() => void save('csv')}>
        {t.exportCsv(status === undefined)}
      </Button>
      {error !== null && <ProblemView error={error} />}
    </>
  );
}
