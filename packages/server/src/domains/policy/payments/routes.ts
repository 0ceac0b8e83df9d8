import * as contract from '@hegu/contract/policy/payments.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import { allocateBudget, previewAllocation } from './allocation/service.ts';
import * as budgets from './budgets/service.ts';
import * as clawbacks from './clawbacks/service.ts';
import * as instalments from './instalments/service.ts';
import { exportOrders } from './orders/export/service.ts';
import * as orders from './orders/service.ts';

export const paymentRoutes: Bound[] = [
  read(contract.listBudgets, (q, { query }) => budgets.listBudgets(q, query.year)),
  write(contract.createBudget, (cx, { body }) => budgets.createBudget(cx, body)),
  write(contract.changeBudget, (cx, { params, body }) => budgets.changeBudget(cx, params.id, body)),
  read(contract.previewAllocation, (q, { params, query }) => previewAllocation(q, params.id, query)),
  write(contract.allocateBudget, (cx, { params, body }) => allocateBudget(cx, params.id, body)),
  read(contract.listInstalments, (q, { params }) => instalments.listInstalments(q, params.id)),
  read(contract.listValleyInstalments, (q, { query }) => instalments.listValleyInstalments(q, query)),
  write(contract.judgeInstalment, (cx, { params, body }) =>
    instalments.judgeInstalment(cx, params.id, params.seq, body),
  ),
  read(contract.exportOrders, (q, { query }) => exportOrders(q, query)),
  read(contract.listOrders, (q, { query }) => orders.listOrders(q, query)),
  write(contract.makeOrder, (cx, { body }) => orders.makeOrder(cx, body)),
  write(contract.approveOrder, (cx, { params }) => orders.approveOrder(cx, params.id)),
  write(contract.cancelOrder, (cx, { params, body }) => orders.cancelOrder(cx, params.id, body.reason)),
  write(contract.recordPayment, (cx, { params, body }) => orders.recordPayment(cx, params.id, body)),
  write(contract.confirmReceipt, (cx, { params }) => orders.confirmReceipt(cx, params.id)),
  read(contract.listClawbacks, (q, { query }) => clawbacks.listClawbacks(q, query)),
  write(contract.proposeClawback, (cx, { body }) => clawbacks.proposeClawback(cx, body)),
  write(contract.decideClawback, (cx, { params, body }) => clawbacks.decideClawback(cx, params.id, body)),
  write(contract.recordRepayment, (cx, { params, body }) => clawbacks.recordRepayment(cx, params.id, body)),
];
