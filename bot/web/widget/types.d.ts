/** The shapes that travel between the widget's modules. Read by `tsc` only; browsers never load it. */
import type { Store } from './storage.js';
import type { Strings } from './strings.js';
import type { Transport } from './transport.js';
import type { View } from './view.js';

export type { Store, Strings, Transport, View };

// ---- the customer API ---------------------------------------------------------

export interface Session {
  token: string;
  conversation_id: string;
  expires_at: string;
  customer: { id: string; name: string } | null;
  locale: string;
}

export interface Choice {
  id: string;
  title: string;
}

export type Author = 'customer' | 'bot' | 'agent' | 'system';

export interface Message {
  sequence: number;
  author: Author;
  text: string;
  choices?: Choice[];
  created_at: string;
  client_message_id?: string;
  /** Not in the API yet: set it apart from the rest, for fraud and the like. */
  urgent?: boolean;
}

export interface Complaint {
  number: string;
  category: string;
  category_label: string;
  status: string;
  status_label: string;
  created_at: string;
  next_deadline: { kind: string; label: string; due_at: string } | null;
}

export interface ComplaintDetail extends Complaint {
  description: string;
  timeline: { at: string; label: string; text?: string }[];
}

/** `path` is asked again after a renewal, which may have changed the conversation. */
export interface RequestOptions {
  body?: object;
  signal?: AbortSignal;
  stream?: boolean;
}

export interface ServerEvent {
  event: string;
  data: string;
}

// ---- inside the widget -----------------------------------------------------------

/** Read anew each time, since the page may renew the token. An empty wallet token is a visitor. */
export type Identity = () => { walletToken: string; locale: string };

export interface OutboxItem {
  client_message_id: string;
  text: string;
  choice_id?: string;
  at: string;
}

export type Delivery = 'sending' | 'sent' | 'failed' | 'rejected';

/** `wait` in milliseconds, when the server asked us to slow down. */
export type OnDelivery = (item: OutboxItem, state: Delivery, detail: { sequence?: number; error?: unknown; wait?: number }) => void;

export type Connection = 'online' | 'offline' | 'expired';

export interface Hooks {
  /** The past is on the screen; fresh: there is none. */
  onLoaded(fresh: boolean): void;
  onMessage(message: Message, live: boolean): void;
  onQueued(item: OutboxItem): void;
  onDelivery: OnDelivery;
  onTyping(on: boolean): void;
  onConnection(state: Connection): void;
  /** The server has begun a new conversation. */
  onReset(): void;
  onComplaintFiled(complaint: { number: string; category: string }): void;
}

export interface TransportOptions {
  server: string;
  store: Store;
  identity: Identity;
  onSession(session: Session, previous: Session | null): void;
}

export interface ConversationOptions {
  server: string;
  store: Store;
  identity: Identity;
  hooks: Hooks;
}

export interface OutboxOptions {
  store: Store;
  post(item: OutboxItem): Promise<{ sequence: number }>;
  onDelivery: OnDelivery;
}

export interface StreamOptions {
  connect(signal: AbortSignal): Promise<Response>;
  onEvent(event: ServerEvent): void;
  onState(connected: boolean, error: unknown): void;
}

/** A message as the log holds it. */
export interface EntryData {
  author: Author;
  text: string;
  at: Date;
  /** null until the server has it. */
  sequence: number | null;
  clientId: string | null;
  state: Delivery;
  error: string;
  choices: Choice[];
  urgent: boolean;
}

export interface Entry extends EntryData {
  node: HTMLElement;
}

export interface RenderOptions {
  linkAllowed(url: URL): boolean;
  complaintNumber(number: string): HTMLElement;
}

export interface TranscriptOptions {
  strings: Strings;
  linkAllowed(url: URL): boolean;
  onCopy(number: string): void;
  onRetry(): void;
  onChoice(title: string, choice?: string): void;
}

export interface ComplaintsOptions {
  transport(): Transport;
  strings(): Strings;
  onAsk(text: string): void;
  onCopy(number: string): void;
  onTitle(title: string): void;
}

export interface MenuItem {
  icon: string;
  text: string;
  lang?: string;
  act(): void;
}
