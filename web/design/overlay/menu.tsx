import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import classes from './menu.module.css';

export interface MenuAction {
  id: string;
  name: string;
  icon?: ReactNode;
  /** Takes something away. */
  danger?: boolean;
  onSelect: () => void;
}

interface MenuProps {
  /** Name of the list, and of the button where it shows no words. */
  label: string;
  hasWords?: boolean;
  /** What the button shows. */
  children: ReactNode;
  actions: readonly MenuAction[];
}

/** A button that opens a list of actions, above everything else: arrows move, Escape closes, as the ARIA pattern has it. */
export function Menu({ label, hasWords = false, children, actions }: MenuProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  usePlace(list, button);
  return (
    <>
      <button
        ref={button}
        type="button"
        className={classes.button}
        aria-label={hasWords ? undefined : label}
        aria-haspopup="menu"
        aria-expanded={false}
        popoverTarget={id}
      >
        {children}
      </button>
      <div ref={list} id={id} popover="auto" role="menu" aria-label={label} className={classes.menu} onKeyDown={move}>
        {actions.map(({ id: action, name, icon, danger, onSelect }) => (
          <button
            key={action}
            type="button"
            role="menuitem"
            tabIndex={-1}
            className={danger ? `${classes.item} ${classes.danger}` : classes.item}
            onClick={() => {
              list.current?.hidePopover();
              onSelect();
            }}
          >
            {icon}
            {name}
          </button>
        ))}
      </div>
    </>
  );
}

/** Keeps an open menu at its button, and gives it the focus when it opens. */
function usePlace(list: RefObject<HTMLElement | null>, button: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = list.current;
    const place = () => {
      if (element?.matches(':popover-open') && button.current) placeBelow(element, button.current);
    };
    const change = (event: Event) => {
      const isOpen = (event as ToggleEvent).newState === 'open';
      button.current?.setAttribute('aria-expanded', String(isOpen));
      place();
      if (isOpen) element?.querySelector('button')?.focus();
    };
    element?.addEventListener('toggle', change);
    // It stays at its button when the page moves.
    addEventListener('resize', place);
    addEventListener('scroll', place, true);
    return () => {
      element?.removeEventListener('toggle', change);
      removeEventListener('resize', place);
      removeEventListener('scroll', place, true);
    };
  }, [list, button]);
}

/** Below its button, or above it where there is no room. */
function placeBelow(menu: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const fitsBelow = at.bottom + 4 + height <= innerHeight;
  menu.style.top = `${fitsBelow ? at.bottom + 4 : Math.max(4, at.top - 4 - height)}px`;
  menu.style.left = `${Math.max(4, Math.min(at.right - width, innerWidth - width - 4))}px`;
}

function move(event: KeyboardEvent<HTMLElement>): void {
  const items = [...event.currentTarget.querySelectorAll('button')];
  const now = items.indexOf(document.activeElement as HTMLButtonElement);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items[next % items.length]?.focus();
}
