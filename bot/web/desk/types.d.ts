/** The shapes of the desk's API and what travels between its modules. Read by `tsc` only; browsers never load it. */

export interface Change {
  kind: string;
  key: string;
}

export interface Deadline {
  due_at: string;
  kind?: string;
  started_at?: string | null;
  state?: string;
}

export interface Named {
  id: number;
  name: string;
}

export interface Colleague extends Named {
  team: string | null;
  role: string;
  on_duty: boolean;
}

// ---- conversations ----------------------------------------------------------------

export interface Row {
  conversation_id: string;
  customer: { id: string; name: string } | null;
  reason: string | null;
  language: 'zh' | 'en';
  risk?: string[];
  waiting_since: string | null;
  preview?: string | null;
  place?: number;
  team: string | null;
  lost?: boolean;
  owner?: string;
  agent?: Named | null;
  last_message?: { author: string; text: string; created_at: string } | null;
  unread?: number;
}

export interface Queue {
  waiting: Row[];
  availability: { kind: 'staffed' | 'unstaffed' | 'closed'; opens_at: string | null };
  expected_wait_seconds: number | null;
}

export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  size: number;
}

export interface Understood {
  intent: string | null;
  confidence: number | null;
  entities?: { entity: string; value: unknown }[];
}

export interface Message {
  sequence: number;
  author: 'customer' | 'bot' | 'agent' | 'system';
  agent_name?: string | null;
  text: string;
  created_at: string;
  secrets_removed?: boolean;
  understood?: Understood | null;
  attachments?: Attachment[];
  choices?: { title: string }[];
}

export interface Note {
  id: number;
  author: string | null;
  text: string;
  created_at: string;
}

/** A reply on its way: `waiting` for another try, `refused` for good, `sent` once it has its sequence. */
export interface Pending {
  client_message_id: string;
  text: string;
  attachment_ids: string[];
  state: 'sending' | 'waiting' | 'refused' | 'sent';
  problem?: string;
  sequence?: number;
}

export interface Transaction {
  id: string;
  kind: string;
  label?: string;
  at: string;
  amount: string;
  state: string;
  state_label?: string;
  failed?: boolean;
}

export interface PacketComplaint {
  number: string;
  category: string;
  status: string;
  next_deadline: Deadline | null;
}

export interface Packet {
  conversation_id: string;
  owner: 'bot' | 'queue' | 'agent' | 'closed';
  /** The moves this person may make now, by their routes. */
  moves: string[];
  wallet_away?: boolean;
  agent: Named | null;
  customer: { id: string; name: string; phone?: string; email?: string; level?: string; state?: string } | null;
  language: 'zh' | 'en';
  reason: string | null;
  waiting_since: string | null;
  risk?: string[];
  deadline: Deadline | null;
  transactions?: Transaction[];
  complaints?: { open: PacketComplaint[]; past: PacketComplaint[] };
  steps?: { at?: string; label: string }[];
  notes?: Note[];
  customer_typing?: boolean;
  customer_read?: number;
  agent_read?: number;
}

export interface Canned {
  id: number;
  title: string;
  zh: string;
  en: string;
  team: string | null;
}

// ---- complaints --------------------------------------------------------------------

export interface ComplaintRow {
  number: string;
  category: string;
  status: string;
  priority: number;
  description: string;
  amount: string | null;
  currency: string | null;
  customer: { id: string; name: string } | null;
  locale: 'zh' | 'en';
  assignee: Named | null;
  team: string | null;
  created_at: string;
  next_deadline: Deadline | null;
  version: number;
}

export interface ComplaintStep {
  sequence: number;
  kind: string;
  actor: string;
  actor_name: string | null;
  at: string;
  text: string | null;
  internal: boolean;
  details?: Record<string, unknown>;
}

export interface Compensation {
  id: number;
  amount: string;
  currency: string;
  state: string;
  reason: string;
  proposed_by: string | null;
  moves: string[];
}

export interface Extension {
  until: string;
  reason: string;
  proposed_by: string | null;
  moves: string[];
}

export interface ComplaintWhole extends ComplaintRow {
  outcome: string | null;
  remedy: string;
  remedy_words: string | null;
  transaction_id: string | null;
  occurred_at: string | null;
  contact: string | null;
  conversation_id: string | null;
  deadlines: Deadline[];
  timeline: ComplaintStep[];
  alerts: { kind: string; deadline: string; at: string }[];
  extensions: Extension[];
  compensations: Compensation[];
  attachments: Attachment[];
  review: ReviewFacts | null;
  others: { number: string; category: string; status: string; created_at: string }[];
  /** The events that this person may make happen now. */
  moves: string[];
}

export interface DeskAlert {
  id: number;
  kind: string;
  number: string;
  category: string;
  deadline: string;
  due_at: string;
  at: string;
}

export interface Rise {
  category: string;
  level: string;
  count: number;
  usual: number;
  started_at: string;
  ended_at: string | null;
}

// ---- the other lists ----------------------------------------------------------------

export interface Callback {
  number: string;
  conversation_id: string;
  customer: { id: string; name: string } | null;
  reason: string | null;
  contact: string;
  words: string | null;
  due_at: string;
  state: 'open' | 'done' | 'missed';
  created_at: string;
  done_at: string | null;
  agent: Named | null;
  outcome: string | null;
}

export interface Suggestion {
  number: string;
  kind: 'idea' | 'praise';
  topic: string | null;
  state: 'received' | 'under_review' | 'adopted' | 'declined';
  text: string;
  locale: string;
  answer: string | null;
  customer: { id: string; name: string } | null;
  conversation_id: string;
  rewards: Reward[];
  version: number;
  created_at: string;
}

export interface Reward {
  id: number;
  amount: string;
  currency: string;
  reason: string;
  state: string;
}

export interface ReviewFacts {
  source: string;
  link: string;
  author: string | null;
  stars: number | null;
  posted_at: string;
  draft: string | null;
  solution: string | null;
  follow_up: string | null;
}

export interface Review extends ComplaintRow {
  id: number;
  review: ReviewFacts;
}

export interface Rating {
  id: number;
  about: string;
  stars: number;
  comment: string | null;
  complaint: string | null;
  conversation_id: string;
  agent: Named | null;
  rated_at: string;
}

export interface SatisfactionFigures {
  asked: number;
  rated: number;
  average: number | null;
  low_share: number | null;
  response_rate: number | null;
}

export interface SatisfactionSummary extends SatisfactionFigures {
  low: number;
  distribution: Record<string, number>;
  weeks: (SatisfactionFigures & { week: string })[];
  agents: (SatisfactionFigures & { agent: Named | null })[];
  categories: (SatisfactionFigures & { category: string })[];
}

export interface FollowUp {
  id: number;
  kind: 'task' | 'call';
  state: 'open' | 'done' | 'void';
  conversation_id: string;
  contact: string | null;
  outcome: string | null;
  words: string | null;
  due_at: string;
  complaint: string | null;
  customer: { id: string; name: string } | null;
  agent: Named | null;
  rating: { stars: number; comment: string | null } | null;
}

// ---- people and administration --------------------------------------------------------

export interface Agent extends Named {
  role: string;
  team: string | null;
  languages: string[];
  active: boolean;
  /** What follows only administrators and auditors see. */
  email?: string;
  compensation_limit?: number;
  second_factor?: boolean;
}

export interface Invitation {
  id: number;
  email: string;
  role: string;
  expires_at: string;
}

export interface ApiToken extends Named {
  agent_id: number;
  read_only: boolean;
  used_at: string | null;
  expires_at: string;
}

export interface AuditEvent {
  id: number;
  actor_name: string;
  role: string;
  kind: string;
  subject: string;
  details: Record<string, unknown> | null;
  created_at: string;
}

export interface Webhook {
  id: number;
  url: string;
  topics: string[];
  active: boolean;
}

export interface FailedNotice {
  id: number;
  channel: string;
  address: string;
  kind: string;
  complaint: string | null;
  last_error: string | null;
  created_at: string;
}
