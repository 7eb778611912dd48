/** The shapes that travel between the widget's modules. Read by `tsc` only; browsers never load it. */
import type { Store } from './storage.js';
import type { Conversation } from './conversation.js';
import type { Files } from './files.js';
import type { Http } from './http.js';
import type { Identity } from './identity.js';
import type { Layout } from './layout.js';
import type words from './strings.zh.js';
import type { Transport } from './transport.js';
import type { Unread } from './unread.js';
import type { View } from './view.js';

export type { Store, Transport, View };

export type Strings = typeof words;

// ---- the customer API ---------------------------------------------------------

export interface Session {
  token: string;
  conversation_id: string;
  expires_at: string;
  renewable_until: string;
  customer: { id: string; name: string } | null;
  locale: string;
}

/** What of a session stays on the device. `renewAt` is in milliseconds of the device's own clock. */
export interface StoredSession {
  token: string;
  conversation_id: string;
  renewAt: number;
}

export interface Attachment {
  id: string;
  name: string;
  media_type: string;
  /** Bytes. */
  size: number;
  /** Pixels; null for what is no picture. */
  width: number | null;
  height: number | null;
}

/** The `state` event. */
export interface HandoffState {
  owner: 'bot' | 'queue' | 'agent';
  agent_name: string | null;
  /** In the queue, from 1. */
  place: number | null;
  expected_wait_seconds: number | null;
  availability: { kind: 'staffed' | 'unstaffed' | 'closed'; opens_at: string | null };
  agent_typing: boolean;
  /** The last sequence an agent has seen. */
  agent_read: number;
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
  attachments?: Attachment[];
  agent_name?: string | null;
  created_at: string;
  client_message_id?: string;
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
  attachments?: Attachment[];
  timeline: { at: string; label: string; text?: string }[];
}

export interface HttpOptions {
  body?: object;
  token?: string;
  signal?: AbortSignal;
  stream?: boolean;
  keepalive?: boolean;
}

export interface ServerEvent {
  event: string;
  data: string;
}

// ---- inside the widget -----------------------------------------------------------

export type Host = HTMLElement & { open: boolean; mode: 'bubble' | 'inline' | 'app'; ask(text: string): void };

/** Null or empty: nobody is signed in. */
export type WalletTokenProvider = () => Promise<string | null>;

/** What the widget's parts share. */
export interface Stage {
  host: Host;
  view: View;
  strings(): Strings;
  talk(): Conversation | null;
  tell(name: string, detail: object): void;
}

export interface OutboxItem {
  client_message_id: string;
  text: string;
  choice_id?: string;
  attachments?: Attachment[];
  at: string;
}

export type SendMore = Pick<OutboxItem, 'choice_id' | 'attachments'>;

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
  onState(state: HandoffState, before: HandoffState): void;
  onConnection(state: Connection): void;
  /** The server has begun a new conversation. */
  onReset(): void;
  onComplaintFiled(complaint: { number: string; category: string }): void;
}

export interface SessionsOptions {
  http: Http;
  store: Store;
  identity: Identity;
  onSession(session: StoredSession, previous: StoredSession | null): void;
}

export interface ConversationOptions {
  server: string;
  store: Store;
  identity: Identity;
  locale(): string;
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
  attachments: Attachment[];
  /** The agent's, where the server tells it. */
  name: string;
  /** The newest of hers that the agent has seen. */
  read?: boolean;
}

export interface Entry extends EntryData {
  node: HTMLElement;
}

export interface RenderOptions {
  linkAllowed(url: URL): boolean;
  complaintNumber(number: string): HTMLElement;
}

export interface FilesOptions {
  strings: Strings;
  files: Files;
  onPicture(file: Attachment, url: string): void;
  onDownload(file: Attachment): void;
}

export interface TranscriptOptions extends FilesOptions {
  linkAllowed(url: URL): boolean;
  onCopy(number: string): void;
  onRetry(): void;
  onChoice(title: string, choice?: string): void;
  /** A person has the conversation: she talks, and no button answers. */
  withPerson(): boolean;
}

export interface ComplaintsOptions {
  transport(): Transport | undefined;
  strings(): Strings;
  files(): FilesOptions;
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

export interface ScreenOptions {
  layout: Layout;
  unread: Unread;
  onSend(text: string, more: SendMore): void;
  onState(): void;
  /** She stops waiting for a person. */
  onStop(): void;
}

export interface OptionsActions {
  onComplaints(): void;
  onTalk(): void;
  onProblem(text: string): void;
  onLeave(): void;
}

/** A file in the tray; `attachment` once the server has it. */
export interface TrayItem {
  file: File;
  node: HTMLElement;
  stop: AbortController;
  failed: boolean;
  attachment?: Attachment;
  thumb?: HTMLImageElement;
}

export interface TrayOptions {
  strings(): Strings;
  upload(file: File, onProgress: (share: number) => void, signal: AbortSignal): Promise<Attachment>;
  onChange(): void;
  onRemoved(): void;
  onProblem(text: string): void;
}
