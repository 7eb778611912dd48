/** The person's own menu: language, light or dark, keys, signing out. */
import { post, put } from '../parts/api.js';
import { el, find } from '../parts/dom.js';
import { showKeys } from '../parts/keys.js';
import { signOutEverywhere } from '../parts/leaving.js';
import { menuOn } from '../parts/menu.js';
import { language, me } from '../parts/page.js';
import { tried } from '../parts/toast.js';
import { named, words } from '../parts/words.js';

const YEAR = 365 * 24 * 3600;

/** Light, dark, or as the browser prefers; the server writes it into the next page. @param {string} theme */
export function chooseTheme(theme) {
  document.documentElement.dataset.theme = theme;
  document.cookie = `desk_theme=${theme}; path=/; max-age=${YEAR}; samesite=strict`;
}

/** @param {'zh' | 'en'} locale */
export async function chooseLanguage(locale) {
  if (locale !== language && (await tried(() => put('/me', { locale })))) location.reload();
}

export async function signOut() {
  await tried(() => post('/sign-out'));
  signOutEverywhere();
}

menuOn(find('#me'), () => {
  const theme = document.documentElement.dataset.theme || 'auto';
  const themes = Object.entries(words.themes).map(([name, text]) => ({ text, checked: theme === name, act: () => chooseTheme(name) }));
  return [
    el('div', { class: 'who' }, el('strong', {}, me.name), el('span', { class: 'muted small' }, [named(words.roles, me.role), me.team].filter(Boolean).join(' · '))),
    { text: words.otherLanguage, lang: language === 'en' ? 'zh-CN' : 'en', icon: 'globe', act: () => void chooseLanguage(language === 'en' ? 'zh' : 'en') },
    { text: words.keys.title, icon: 'keyboard', act: showKeys },
    { text: words.settings, icon: 'settings', href: '/settings' },
    'line',
    ...themes,
    'line',
    { text: words.signOut, icon: 'leave', act: () => void signOut() },
  ];
});
