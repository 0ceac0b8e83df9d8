import * as contract from '@hegu/contract/labs/billing.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import { exportCharges } from './charges/export/service.ts';
import { disputeCharge, getCharge, listCharges, resolveDispute } from './charges/service.ts';
import { exportLedger } from './ledger/export/service.ts';
import { getLedger } from './ledger/service.ts';
import { issueStatements } from './statements/issue/service.ts';
import { confirmStatement, getStatement, listStatements, recordPayment } from './statements/service.ts';

/** The order matters: `/charges/export` before `/charges/{id}`, which would take it for an id. */
export const billingRoutes: Bound[] = [
  read(contract.exportCharges, (q, { query }) => exportCharges(q, query)),
  read(contract.listCharges, (q, { query }) => listCharges(q, query)),
  read(contract.getCharge, (q, { params }) => getCharge(q, params.id)),
  write(contract.disputeCharge, (cx, { params, body, request }) =>
    disputeCharge(cx, params.id, body, request.ifMatch),
  ),
  write(contract.resolveDispute, (cx, { params, body, request }) =>
    resolveDispute(cx, params.id, body, request.ifMatch),
  ),
  read(contract.listStatements, (q, { query }) => listStatements(q, query)),
  write(contract.issueStatements, async (cx, { body }) => ({ issued: await issueStatements(cx, body) })),
  read(contract.getStatement, (q, { params }) => getStatement(q, params.id)),
  write(contract.confirmStatement, (cx, { params, request }) =>
    confirmStatement(cx, params.id, request.ifMatch),
  ),
  write(contract.recordPayment, (cx, { params, body, request }) =>
    recordPayment(cx, params.id, body, request.ifMatch),
  ),
  read(contract.exportLedger, (q, { query }) => exportLedger(q, query)),
  read(contract.getLedger, (q, { query }) => getLedger(q, query)),
];
