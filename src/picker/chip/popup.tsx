import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import React from 'react';

import { wrapped } from './focustrap';

/** Pixels that are kept free at the window's edges. */
const MARGIN = 8;

/**
 * A box below a button that goes with Escape, with a press elsewhere, or when the focus goes elsewhere. Tab stays in it.
 */
export class Popup extends ReactWidget {
  constructor(private _options: Popup.IOptions) {
    super();
    this.addClass('jp-AiJup-popup');
    this.node.setAttribute('role', 'dialog');
    this.setTitle(_options.title);
    this.node.tabIndex = -1;
  }

  /**
   * Show it.
   */
  open(): void {
    Widget.attach(this, document.body);
    this.node.focus();
  }

  /** Go, and give the focus back. */
  protected onCloseRequest(): void {
    this.dispose();
    this._options.goBack();
  }

  /**
   * Give it another name for screen readers.
   */
  setTitle(title: string): void {
    this.node.setAttribute('aria-label', title);
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case 'keydown':
        this._onKeyDown(event as KeyboardEvent);
        break;
      case 'focusout':
        this._onFocusOut(event as FocusEvent);
        break;
      case 'pointerdown':
        this._onPress(event);
        break;
      case 'resize':
        this._place();
        break;
    }
  }

  protected render(): JSX.Element {
    return <>{this._options.content}</>;
  }

  protected onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    // at the document: a button that goes with its focus leaves the keys to the page
    document.addEventListener('keydown', this);
    this.node.addEventListener('focusout', this);
    document.addEventListener('pointerdown', this, true);
    window.addEventListener('resize', this);
    this._place();
  }

  protected onBeforeDetach(message: Message): void {
    document.removeEventListener('keydown', this);
    this.node.removeEventListener('focusout', this);
    document.removeEventListener('pointerdown', this, true);
    window.removeEventListener('resize', this);
    super.onBeforeDetach(message);
  }

  private _onKeyDown(event: KeyboardEvent): void {
    const { activeElement } = document;
    if (activeElement !== document.body && !this.node.contains(activeElement)) {
      return;
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === 'Tab') {
      const stop = wrapped(this.node, activeElement, event.shiftKey);
      if (stop) {
        event.preventDefault();
        stop.focus();
      }
    }
  }

  /** What has gone out of the box with its focus leaves no trace of where that is. */
  private _onFocusOut({ relatedTarget }: FocusEvent): void {
    const isInside = has(this.node, relatedTarget);
    if (relatedTarget && !isInside && !this._isButtonPressed) {
      this.dispose();
    }
  }

  /** The button closes it by itself; a press on it has the notebook take the focus before that. */
  private _onPress({ target }: Event): void {
    this._isButtonPressed = has(this._options.button, target);
    if (!this._isButtonPressed && !has(this.node, target)) {
      this.dispose();
    }
  }

  /** Below the button, within the window; below the toolbar while that has no room for the button. */
  private _place(): void {
    const { button, toolbar } = this._options;
    const { bottom } = toolbar.getBoundingClientRect();
    const left = isShown(button)
      ? button.getBoundingClientRect().left
      : window.innerWidth;
    const most = window.innerWidth - this.node.offsetWidth - MARGIN;
    this.node.style.top = `${bottom + 2}px`;
    this.node.style.left = `${Math.max(Math.min(left, most), MARGIN)}px`;
    this.node.style.maxHeight = `${window.innerHeight - bottom - 2 - MARGIN}px`;
  }

  private _isButtonPressed = false;
}

function has(node: HTMLElement, target: EventTarget | null): boolean {
  return target instanceof Node && node.contains(target);
}

/**
 * A namespace for `Popup` statics.
 */
export namespace Popup {
  /**
   * What a popup needs.
   */
  export interface IOptions {
    /** What opens it. */
    readonly button: HTMLElement;
    /** What the button stands in, unless there is no room for it. */
    readonly toolbar: HTMLElement;
    /** Its name for screen readers. */
    readonly title: string;
    readonly content: React.ReactNode;
    /** Give the focus back. */
    goBack(): void;
  }
}

/**
 * Whether a node is in the page, and not hidden with what it stands in.
 */
export function isShown(node: HTMLElement): boolean {
  return node.getClientRects().length > 0;
}
