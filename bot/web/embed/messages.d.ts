/** What the page and the frame say to each other; read by `tsc` only, browsers never load it. */

export type Owner = 'bot' | 'queue' | 'agent';
export type TokenProvider = () => string | Promise<string>;

export interface MountOptions {
  /** `zh-CN` or `en`; without one the page's `lang`, else the browser's language. */
  locale?: string;
  position?: 'left' | 'right';
  /** Gives a wallet token of the customer who is signed in. Without it she is a visitor. */
  walletTokenProvider?: TokenProvider | null;
}

/** The one message that crosses by window.postMessage; it brings the port on which all others go. */
export interface Init {
  type: 'support-init';
  locale: string;
  position: 'left' | 'right';
  open: boolean;
  signedIn: boolean;
}

export type FromPage =
  | { type: 'open' | 'close' | 'signin' | 'signout' }
  | { type: 'locale'; locale: string }
  | { type: 'token'; id: number; token: string };

/** Counts and names only: nothing that was said. */
export type FromFrame =
  | { type: 'ready' | 'open' | 'close' | 'signout' | 'tokenexpired' }
  | { type: 'token'; id: number }
  | { type: 'unread'; count: number }
  | { type: 'handoff'; owner: Owner }
  | { type: 'complaintfiled'; number: string }
  | { type: 'localechange'; locale: string };
