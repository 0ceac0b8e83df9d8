import type { Temporal } from 'temporal-polyfill';
import { firmOfOrganisation, recordStatements } from '../packages/server/src/domains/enterprise/index.ts';
import {
  acceptApplication,
  allocateBudget,
  answerQuestion,
  appealDecision,
  approveOrder,
  askQuestion,
  closePublicity,
  confirmReceipt,
  createApplication,
  createBudget,
  decideClawback,
  decideObjection,
  makeOrder,
  objectTo,
  openPublicity,
  previewAllocation,
  proposeClawback,
  publishQuestion,
  recordPayment,
  recordRepayment,
  requestSupplement,
  reviewApplication,
  submitApplication,
  updateApplication,
} from '../packages/server/src/domains/policy/index.ts';
import type { Command } from '../packages/server/src/platform/command.ts';
import { type Acting, as } from './acting.ts';
import { beyond, clauseOf, type DemoApplication, demoApplications, policyId } from './applications.ts';
import { zone } from './calendar.ts';
import type { LoadContext } from './load-people.ts';
import { orgId } from './organisations.ts';
import { readNotices } from './store.ts';

/**
 * Applications of the demo valley, made by the counter's own use cases: a first batch that has been through everything, later ones
 * that stand at each desk, and questions. Relative to today; everything is 演示数据.
 */

const wan = 10_000_00;
const mark = '（演示数据）';

export interface Filed extends DemoApplication {
  readonly id: string;
  readonly amountFen: number;
}

export interface Stage extends Acting {
  /** Ten in the morning, so many days ago. */
  readonly ago: (days: number) => Temporal.Instant;
  readonly day: (days: number) => string;
}

export async function applications(cx: Command, { demo, now }: LoadContext): Promise<void> {
  const today = now.toZonedDateTimeISO(zone).toPlainDate();
  const stage: Stage = {
    cx,
    demo,
    ago: (days) =>
      today.subtract({ days }).toZonedDateTime({ timeZone: zone, plainTime: '10:00' }).toInstant(),
    day: (days) => today.subtract({ days }).toString(),
  };
  await products(stage);
  const budget = await createBudget(as(stage, 'officer', stage.ago(80)), {
    year: today.year,
    policyId,
    title: `生物医药专项 ${today.year} 年度预算${mark}`,
    amountFen: 3_000 * wan,
  });
  const of = (test: (a: DemoApplication) => boolean) => demoApplications.filter(test);
  const first = await decided(
    stage,
    of((a) => beyond(a, 'awarded')),
    60,
  );
  await allot(stage, budget.id, 52);
  await firstBatch(stage, first);
  const second = await decided(
    stage,
    of((a) => a.reached === 'public' || a.reached === 'allotted'),
    16,
  );
  await allot(stage, budget.id, 9);
  await secondBatch(
    stage,
    second.filter((a) => a.reached === 'public'),
  );
  await decided(
    stage,
    of((a) => a.reached === 'approved'),
    11,
  );
  await onTheWay(
    stage,
    of((a) => !beyond(a, 'approved')),
  );
  await questions(stage);
  await readNotices(cx.tx, cx.scope.valleyId, stage.ago(3));
}

async function firmOf(cx: Command, organisation: string): Promise<string> {
  const id = await firmOfOrganisation(cx.tx, cx.scope, orgId(organisation));
  if (id === null) throw new Error(`no firm for ${organisation}`);
  return id;
}

/** What the rule looks at: a class 1 drug out of phase I, or a device through the special procedure, each with what was spent on it. */
async function products({ cx, ago, day }: Stage): Promise<void> {
  const firms = new Map<string, string>();
  for (const key of new Set(demoApplications.map((a) => a.organisation)))
    firms.set(key, await firmOf(cx, key));
  const observedOn = day(150);
  await recordStatements(
    cx.tx,
    cx.scope,
    {
      observations: [...firms.values()].map((firmId) => ({
        firmId,
        field: 'city',
        value: '310000',
        source: 'market-regulator',
        observedOn,
      })),
      items: demoApplications.map((a) => ({
        firmId: firms.get(a.organisation) ?? '',
        collection: 'products',
        id: a.product,
        source: 'registry',
        observedOn,
        values: {
          kind: a.kind,
          holder: true,
          output: true,
          rdSpend: a.spentWan * wan,
          ...(a.kind === 'drug'
            ? { class: '1', cellOrGene: false, stage: 'phase2', stageOn: day(170), phaseDone: 'phase1' }
            : {
                class: '3',
                stage: 'approved',
                stageOn: day(190),
                approvedOn: day(190),
                specialReview: true,
                specialReviewOn: day(400),
                firstRegistration: true,
                producedHere: true,
              }),
        },
      })),
    },
    { at: ago(150), by: null },
  );
}

async function file(stage: Stage, a: DemoApplication, at: Temporal.Instant): Promise<Filed> {
  const { cx, demo } = stage;
  const person = as(stage, a.person, at);
  const organisation = demo.organisations.find((o) => o.id === orgId(a.organisation));
  const made = await createApplication(person, {
    firmId: await firmOf(cx, a.organisation),
    clauseId: clauseOf[a.kind],
    item: a.product,
  });
  // One account a product, whatever it is for
  const n = demoApplications.findIndex((d) => d.product === a.product);
  await updateApplication(person, made.id, {
    note: `${a.product} 项目研发投入已经专项审计${mark}`,
    account: {
      holder: organisation?.name.zh ?? '',
      bank: '合谷演示银行产业谷支行',
      number: `6210000000${String(10_000 + n * 37).padStart(8, '0')}`,
    },
  });
  const { id, computedFen } = await submitApplication(person, made.id);
  return { ...a, id, amountFen: Math.round(((computedFen ?? 0) * (a.percent ?? 100)) / 100) };
}

const agree = (amountFen: number, reason: string) => ({
  verdict: 'approve' as const,
  amountFen,
  reason,
  judgements: [],
});

/** Filed, accepted, and approved by two people. */
export async function decided(
  stage: Stage,
  all: readonly DemoApplication[],
  daysAgo: number,
): Promise<Filed[]> {
  const done: Filed[] = [];
  for (const a of all) {
    const filed = await file(stage, a, stage.ago(daysAgo));
    await acceptApplication(as(stage, 'officer2', stage.ago(daysAgo - 1)), filed.id);
    await reviewApplication(
      as(stage, 'officer2', stage.ago(daysAgo - 3)),
      filed.id,
      agree(filed.amountFen, '材料齐全，研发投入与审计报告一致'),
    );
    await reviewApplication(
      as(stage, 'officer3', stage.ago(daysAgo - 5)),
      filed.id,
      agree(
        filed.amountFen,
        filed.percent === undefined ? '同意初审意见' : '部分设备折旧与在研其他品种共用，按比例核减',
      ),
    );
    done.push(filed);
  }
  return done;
}

export async function allot(stage: Stage, budgetId: string, daysAgo: number): Promise<void> {
  const officer = as(stage, 'officer', stage.ago(daysAgo));
  const way = { by: 'acceptance', last: 'not' } as const;
  const { hash } = await previewAllocation(officer, budgetId, way);
  await allocateBudget(officer, budgetId, { ...way, hash });
}

const titleOf = (n: string): string => `生物医药专项拟支持名单（${n}）${mark}`;

/** Made public and over; one objection was found groundless. Then paid as far as each has come, and two are asked back. */
async function firstBatch(stage: Stage, all: readonly Filed[]): Promise<void> {
  const { cx, ago, day } = stage;
  const list = await openPublicity(as(stage, 'officer', ago(50)), {
    title: titleOf('第一批'),
    applicationIds: all.map((a) => a.id),
    workingDays: 5,
  });
  const doubted = all.find((a) => a.product === 'JC-D3');
  if (doubted) {
    const objection = await objectTo(as(stage, 'park', ago(48)), list.id, {
      applicationId: doubted.id,
      name: '魏女士',
      contact: '13800001111',
      body: `该产品的生产场地是否在本市，请核实${mark}`,
    });
    await decideObjection(as(stage, 'officer', ago(45)), objection.id, {
      verdict: 'dismissed',
      answer: '经核查医疗器械生产许可证和现场记录，生产场地在本市，异议不成立',
    });
  }
  await closePublicity({ ...cx, now: ago(30) }, list.id);
  for (const [n, a] of all.entries()) {
    if (!beyond(a, 'made')) continue;
    // Odd ones by one person, even ones by the other: whoever signs in finds some to approve
    const [maker, other] = n % 2 === 0 ? ['officer2', 'officer'] : ['officer', 'officer2'];
    const { id } = await makeOrder(as(stage, maker ?? '', ago(28)), { applicationId: a.id, seq: 1 });
    if (!beyond(a, 'toPay')) continue;
    await approveOrder(as(stage, other ?? '', ago(27)), id);
    if (!beyond(a, 'paid')) continue;
    await recordPayment(as(stage, 'officer', ago(24)), id, {
      paidOn: day(24),
      bankReference: `YSBF${day(24).replaceAll('-', '')}${String(n + 1).padStart(4, '0')}`,
    });
    if (beyond(a, 'received')) await confirmReceipt(as(stage, a.person, ago(22)), id);
  }
  await back(stage, all);
}

async function back(stage: Stage, all: readonly Filed[]): Promise<void> {
  const { ago, day } = stage;
  const [owed, proposed] = ['FC-108', 'BS-031'].map((product) => all.find((a) => a.product === product));
  if (!owed || !proposed) return;
  const demand = await proposeClawback(as(stage, 'officer', ago(12)), {
    applicationId: owed.id,
    amountFen: 120 * wan,
    reason: `专项审计复核：列入补助的临床费用中有 300 万元与另一财政项目重复${mark}`,
    article: '第二十一条',
  });
  await decideClawback(as(stage, 'officer2', ago(10)), demand.id, {
    agree: true,
    dueOn: day(-20),
    reason: '重复列支属实，按比例追回',
  });
  await recordRepayment(as(stage, 'officer', ago(3)), demand.id, {
    amountFen: 50 * wan,
    reference: `TK${day(3).replaceAll('-', '')}01`,
    paidOn: day(3),
  });
  await proposeClawback(as(stage, 'officer2', ago(2)), {
    applicationId: proposed.id,
    amountFen: 96 * wan,
    reason: `企业书面告知该品种临床中止，未按承诺完成产出${mark}`,
    article: '第二十一条',
  });
}

/** Public now; somebody objects to one of them. */
async function secondBatch(stage: Stage, all: readonly Filed[]): Promise<void> {
  const { ago } = stage;
  const list = await openPublicity(as(stage, 'officer', ago(4)), {
    title: titleOf('第二批'),
    applicationIds: all.map((a) => a.id),
    workingDays: 10,
  });
  const doubted = all[0];
  if (doubted)
    await objectTo(as(stage, 'facility', ago(2)), list.id, {
      applicationId: doubted.id,
      name: '何先生',
      contact: '13800002222',
      body: `据了解该品种的持有人已变更为外地企业，请核实是否仍符合条件${mark}`,
    });
}

/** Not decided yet, each at another desk. */
async function onTheWay(stage: Stage, all: readonly DemoApplication[]): Promise<void> {
  const { ago } = stage;
  for (const a of all) {
    const days = a.reached === 'appealed' ? 20 : a.reached === 'submitted' ? 2 : 6;
    const { id, amountFen } = await file(stage, a, ago(days));
    if (a.reached === 'submitted') continue;
    await acceptApplication(as(stage, 'officer2', ago(days - 1)), id);
    if (a.reached === 'supplement')
      await requestSupplement(as(stage, 'officer2', ago(days - 2)), id, [
        { text: '研发投入专项审计报告缺第 3 页，请补交全文' },
        { text: '说明医疗器械注册证与申报产品型号的对应关系' },
      ]);
    if (a.reached === 'second')
      await reviewApplication(
        as(stage, 'officer2', ago(days - 3)),
        id,
        agree(amountFen, '材料齐全，建议按规则测算金额支持'),
      );
    if (a.reached !== 'appealed') continue;
    const no = { verdict: 'reject' as const, judgements: [] };
    await reviewApplication(as(stage, 'officer2', ago(days - 3)), id, {
      ...no,
      reason: '审计报告中研发投入无法与品种对应',
    });
    await reviewApplication(as(stage, 'officer3', ago(days - 5)), id, {
      ...no,
      reason: '研发投入专项审计报告未按品种列示，无法核定补助基数',
    });
    await appealDecision(
      as(stage, a.person, ago(days - 10)),
      id,
      `已请会计师事务所出具按品种列示的补充审计报告，请求复核${mark}`,
    );
  }
}

async function questions(stage: Stage): Promise<void> {
  const { ago } = stage;
  const ask = (who: string, days: number, clauseId: string, name: string, body: string) =>
    askQuestion(as(stage, who, ago(days)), {
      clauseId,
      name,
      contact: '13800003333',
      body: `${body}${mark}`,
    });
  const answered = await ask('pi', 21, clauseOf.drug, '沈先生', '一期临床在外省的医院做，能不能申报这一条？');
  const article = '第一条';
  await answerQuestion(as(stage, 'officer', ago(19)), answered.id, {
    answer:
      '可以。这一条看的是药品上市许可持有人在本市、完成一期临床，以及产出在本市，不限定临床机构所在地；研发投入须经专项审计并按品种列示。',
    cited: [{ clauseId: clauseOf.drug, article }],
  });
  await publishQuestion(as(stage, 'officer', ago(19)), answered.id, {
    question: '一期临床在外省医院完成的，能否申报？',
    published: true,
  });
  await ask(
    'researcher2',
    9,
    clauseOf.device,
    '周先生',
    '创新医疗器械特别审查的通过日期早于文件发布，还算不算？',
  );
  await ask(
    'researcher',
    4,
    'putuo.high-tech.first',
    '林女士',
    '去年首次认定，今年还能申报首次认定的奖励吗？',
  );
  await ask('pi', 1, clauseOf.drug, '沈先生', '委托临床研究机构的费用可以计入研发投入吗？需要提供什么凭证？');
}
