import {
  clawbackStatusNames,
  instalmentStatusNames,
  orderStatusNames,
} from '@hegu/contract/policy/payments.ts';
import { type WorkCalendar, weekdays } from '@hegu/rules/civil.ts';
import { type ExplainedRequirement, explainRequirement } from '@hegu/rules/explain/explain.ts';
import type { Words } from '@hegu/rules/facts.ts';
import { Temporal } from 'temporal-polyfill';
import { decide, type RuleText, recalled, type Seen } from '../../decisions/rules.ts';

/** The file of an application as a page to read and to print, in Chinese as it is filed. Pure; needs no network and no script. */

type When = string | Temporal.Instant | null;

export interface PageContent {
  readonly madeAt: string;
  readonly application: {
    readonly number: string | null;
    readonly title: Words;
    readonly article: string;
    readonly firmName: string;
    readonly creditCode: string;
    readonly item: string | null;
    readonly statusName: Words;
    readonly note: string;
    readonly account: { readonly holder: string; readonly bank: string; readonly number: string } | null;
    readonly computedFen: number | null;
    readonly approvedFen: number | null;
    readonly awardedFen: number | null;
    readonly submittedAt: string | null;
    readonly decidedAt: string | null;
    readonly reasons: readonly {
      readonly text: Words;
      readonly article: string | null;
      readonly because: Words | null;
    }[];
  };
  readonly materials: readonly {
    readonly path: string;
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
    readonly addedAt: string;
    readonly fromApplication: string | null;
  }[];
  readonly decisions: readonly {
    readonly id: string;
    readonly rule: RuleText;
    readonly seen: Seen;
    readonly result: { readonly mostFen: number | null };
    readonly hashes: { readonly rule: string; readonly facts: string; readonly result: string };
    readonly madeAt: string;
    readonly replay: { readonly same: boolean; readonly textsUntouched: boolean };
  }[];
  readonly reviews: readonly {
    readonly part: 'first' | 'second' | 'appeal';
    readonly round: number;
    readonly personName: string;
    readonly verdict: 'approve' | 'reject' | 'return';
    readonly amountFen: number | null;
    readonly score: number | null;
    readonly reason: string;
    readonly at: string;
  }[];
  readonly appeal: {
    readonly reason: string;
    readonly madeAt: When;
    readonly status: 'open' | 'upheld' | 'overturned';
    readonly answer: string | null;
  } | null;
  readonly publicity: readonly {
    readonly number: string;
    readonly title: string;
    readonly openedAt: When;
    readonly closesAt: When;
    readonly amountFen: number;
    readonly clearedAt: When;
    readonly struckAt: When;
  }[];
  readonly objections: readonly {
    readonly name: string;
    readonly body: string;
    readonly madeAt: When;
    readonly status: 'open' | 'upheld' | 'dismissed';
    readonly answer: string | null;
    readonly decidedByName: string | null;
  }[];
  readonly instalments: readonly {
    readonly seq: number;
    readonly percent: number;
    readonly amountFen: number;
    readonly dueOn: string;
    readonly status: keyof typeof instalmentStatusNames;
  }[];
  readonly orders: readonly {
    readonly number: string;
    readonly seq: number;
    readonly amountFen: number;
    readonly status: keyof typeof orderStatusNames;
    readonly madeByName: string;
    readonly approvedByName: string | null;
    readonly paidOn: string | null;
    readonly bankReference: string | null;
  }[];
  readonly clawbacks: readonly {
    readonly number: string;
    readonly amountFen: number;
    readonly repaidFen: number;
    readonly reason: string;
    readonly article: string;
    readonly status: keyof typeof clawbackStatusNames;
  }[];
}

export interface PageAudit {
  readonly entry: {
    readonly at: string;
    readonly actorName: string;
    readonly action: string;
    readonly leafIndex: number | null;
  };
  readonly proof: unknown;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => escapes[c] ?? c);

const yuan = (fen: number | null): string =>
  fen === null
    ? '—'
    : `¥${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

function timeIn(zone: string): (at: When) => string {
  return (at) => {
    if (at === null) return '—';
    const instant = typeof at === 'string' ? Temporal.Instant.from(at) : at;
    const local = instant.toZonedDateTimeISO(zone).toPlainDateTime();
    return `${local.toPlainDate().toString()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`;
  };
}

type Cell = string | number | null;
const row = (cells: readonly Cell[], tag: 'td' | 'th' = 'td'): string =>
  `<tr>${cells.map((c) => `<${tag}>${escaped(c === null || c === '' ? '—' : String(c))}</${tag}>`).join('')}</tr>`;
const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  rows.length === 0
    ? '<p>无</p>'
    : `<table><thead>${row(head, 'th')}</thead><tbody>${rows.map((r) => row(r)).join('')}</tbody></table>`;
const facts = (pairs: readonly (readonly [string, Cell])[]): string =>
  `<dl>${pairs.map(([k, v]) => `<dt>${escaped(k)}</dt><dd>${escaped(v === null || v === '' ? '—' : String(v))}</dd>`).join('')}</dl>`;
const section = (title: string, body: string): string =>
  `<section><h2>${escaped(title)}</h2>${body}</section>`;

const truths = { met: '符合', unmet: '不符合', unknown: '资料不足', review: '须由审核人认定' } as const;
const parts = { first: '初审', second: '复审', appeal: '复核' } as const;
const verdicts = { approve: '同意', reject: '不予支持', return: '退回重审' } as const;
const appeals = { open: '复核中', upheld: '维持原决定', overturned: '改变原决定' } as const;
const objected = { open: '待处理', upheld: '成立', dismissed: '不成立' } as const;

const known: Readonly<Record<string, string>> = { firm: '企业填报', platform: '平台', return: '年报' };
/** Who says so: `return:2025` is 2025 年报. */
function sourceName(source: string): string {
  const year = /^return:(\d{4})$/.exec(source)?.[1];
  if (year) return `${year} 年报`;
  return /^review(:|$)/.test(source) ? '审核认定' : (known[source] ?? source);
}

type Decision = PageContent['decisions'][number];

/** The conditions with what was seen, computed again from the stored texts; the words may look at days that the rule did not. */
function conditionsOf(d: Decision): ExplainedRequirement[] {
  const { workdays, ...seen } = d.seen;
  const heard = recalled(workdays);
  const calendar: WorkCalendar = {
    isWorkday(day) {
      return String(day) in workdays ? heard.isWorkday(day) : weekdays.isWorkday(day);
    },
  };
  const { decision, facts: all, catalogue, clause } = decide(d.rule, seen, calendar);
  const at = { assessedOn: seen.assessedOn, calendar };
  const cx = { catalogue, definitions: clause.definitions, facts: all, at, event: clause.event };
  return decision.requirements.map((r) => explainRequirement(cx, r));
}

type Part = ExplainedRequirement['parts'][number];
/** What was looked at, in all parts of a condition, each once. */
function sourcesOf(
  e: Pick<Part, 'sources' | 'parts'>,
  into = new Map<string, string>(),
): Map<string, string> {
  for (const s of e.sources) {
    const from = s.source === null ? '' : `（${sourceName(s.source)}，${s.observedOn ?? ''} 采集）`;
    into.set(s.label.zh, `${s.label.zh}：${s.value?.zh ?? '无资料'}${from}`);
  }
  for (const p of e.parts) sourcesOf(p, into);
  return into;
}

function decisionSection(d: Decision, at: (t: When) => string, place: number): string {
  const rows = conditionsOf(d).map((c): Cell[] => [
    c.text.zh,
    c.article ?? d.rule.clauses.find((x) => x.id === d.rule.clause)?.article ?? null,
    c.asks.zh,
    [...sourcesOf(c).values()].join('；'),
    truths[c.truth],
  ]);
  return section(
    `规则认定（第 ${place} 次）`,
    facts([
      ['时间', at(d.madeAt)],
      ['评定日', d.seen.assessedOn],
      ['核算上限', yuan(d.result.mostFen)],
      ['重算', d.replay.same ? '逐字一致' : '不一致'],
      ['规则文本 SHA-256', d.hashes.rule],
      ['所见事实 SHA-256', d.hashes.facts],
    ]) + table(['条件', '条款', '规则', '所见事实与来源', '结论'], rows),
  );
}

const style = `body{font:15px/1.7 system-ui,"Noto Sans SC",sans-serif;color:#1f2a33;background:#fafaf7;max-width:60em;margin:2em auto;padding:0 1em}
h1{font-size:1.5em}h2{font-size:1.15em;border-bottom:1px solid #c9c9c0;padding-bottom:.2em;margin-top:2em}
table{border-collapse:collapse;width:100%;font-size:.93em}th,td{border:1px solid #d6d6cc;padding:.35em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1.2em}dt{color:#5a6570}dd{margin:0;overflow-wrap:anywhere}
@media print{body{background:#fff;margin:0}section{break-inside:avoid-page}}`;

export function pageOf(c: PageContent, audit: readonly PageAudit[], zone: string): string {
  const at = timeIn(zone);
  const a = c.application;
  const body = [
    section(
      '申报',
      facts([
        ['编号', a.number],
        ['企业', a.firmName],
        ['统一社会信用代码', a.creditCode],
        ['项目', a.title.zh],
        ['条款', a.article],
        ['申报对象', a.item],
        ['状态', a.statusName.zh],
        ['提交', at(a.submittedAt)],
        ['决定', at(a.decidedAt)],
        ['核算金额', yuan(a.computedFen)],
        ['核准金额', yuan(a.approvedFen)],
        ['核定金额', yuan(a.awardedFen)],
        ['收款账户', a.account && `${a.account.holder} ${a.account.bank} ${a.account.number}`],
        ['企业说明', a.note],
      ]) +
        (a.reasons.length === 0
          ? ''
          : `<h3>决定理由</h3>${table(
              ['理由', '条款', '情况'],
              a.reasons.map((r) => [r.text.zh, r.article, r.because?.zh ?? null]),
            )}`),
    ),
    section(
      '材料',
      table(
        ['文件', '名称', '字节', '提交', '取自', 'SHA-256'],
        c.materials.map((m) => [m.path, m.name, m.size, at(m.addedAt), m.fromApplication, m.sha256]),
      ),
    ),
    ...c.decisions.map((d, i) => decisionSection(d, at, i + 1)),
    section(
      '审核',
      table(
        ['环节', '轮次', '审核人', '意见', '金额', '评分', '理由', '时间'],
        c.reviews.map((r) => [
          parts[r.part],
          r.round,
          r.personName,
          verdicts[r.verdict],
          yuan(r.amountFen),
          r.score,
          r.reason,
          at(r.at),
        ]),
      ) +
        (c.appeal === null
          ? ''
          : `<h3>复核申请</h3>${facts([
              ['提出', at(c.appeal.madeAt)],
              ['理由', c.appeal.reason],
              ['结果', appeals[c.appeal.status]],
              ['答复', c.appeal.answer],
            ])}`),
    ),
    section(
      '公示与异议',
      table(
        ['批次', '标题', '起', '止', '金额', '公示无异议', '撤出'],
        c.publicity.map((p) => [
          p.number,
          p.title,
          at(p.openedAt),
          at(p.closesAt),
          yuan(p.amountFen),
          at(p.clearedAt),
          at(p.struckAt),
        ]),
      ) +
        (c.objections.length === 0
          ? ''
          : `<h3>异议</h3>${table(
              ['提出人', '内容', '时间', '结果', '答复', '处理人'],
              c.objections.map((o) => [
                o.name,
                o.body,
                at(o.madeAt),
                objected[o.status],
                o.answer,
                o.decidedByName,
              ]),
            )}`),
    ),
    section(
      '拨付',
      `<h3>分期</h3>${table(
        ['期', '比例', '金额', '到期', '状态'],
        c.instalments.map((i) => [
          i.seq,
          `${i.percent}%`,
          yuan(i.amountFen),
          i.dueOn,
          instalmentStatusNames[i.status].zh,
        ]),
      )}<h3>拨付单</h3>${table(
        ['编号', '期', '金额', '状态', '制单', '复核', '拨付日', '银行回单号'],
        c.orders.map((o) => [
          o.number,
          o.seq,
          yuan(o.amountFen),
          orderStatusNames[o.status].zh,
          o.madeByName,
          o.approvedByName,
          o.paidOn,
          o.bankReference,
        ]),
      )}<h3>追回</h3>${table(
        ['编号', '金额', '已退回', '依据', '原因', '状态'],
        c.clawbacks.map((b) => [
          b.number,
          yuan(b.amountFen),
          yuan(b.repaidFen),
          b.article,
          b.reason,
          clawbackStatusNames[b.status].zh,
        ]),
      )}`,
    ),
    section(
      '审计记录',
      `<p>每条记录的内容与存在证明见“数据/审计记录.json”。</p>${table(
        ['时间', '经办', '动作', '日志序号', '证明'],
        audit.map(({ entry, proof }) => [
          at(entry.at),
          entry.actorName,
          entry.action,
          entry.leafIndex,
          proof === null ? '待封存' : '有',
        ]),
      )}`,
    ),
  ];
  const title = `申报档案 ${a.number ?? ''}`;
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title><style>${style}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(`${a.firmName}，${a.title.zh}。制作于 ${at(c.madeAt)}。`)}</p>
${body.join('\n')}
</body></html>
`;
}
