// SPDX-License-Identifier: Apache-2.0
package io.prunelle.gateway.page.view;

/**
 * What became of what the patient has just sent, said once.
 *
 * @param hosting the hosting it was about; empty for none
 * @param reason what was written for it and not taken, to stay in the form; empty for none
 */
public record Said(What what, String hosting, String reason) {

  /** About no hosting in particular. */
  public static Said of(What what) {
    return new Said(what, "");
  }

  /** Without anything that was written. */
  public Said(What what, String hosting) {
    this(what, hosting, "");
  }

  /** The things to say. */
  public enum What {
    PERMITTED(Tone.RECORDED),
    REFUSED(Tone.RECORDED),
    WITHDRAWN(Tone.RECORDED),
    INFORMED(Tone.RECORDED),
    OBJECTED(Tone.RECORDED),
    REASON_MISSING(Tone.NOT_RECORDED),
    REASON_LONG(Tone.NOT_RECORDED),
    NOTICE_CHANGED(Tone.NOT_RECORDED),
    NOT_CONFIRMED(Tone.NOT_RECORDED),
    NOTHING_KEPT(Tone.AS_IT_STANDS),
    NOTHING_TO_WITHDRAW(Tone.AS_IT_STANDS),
    RECORDED_BEFORE(Tone.AS_IT_STANDS),
    NOT_POSSIBLE(Tone.NOT_RECORDED),
    /** The realm had too much to do at that moment. */
    TRY_AGAIN(Tone.NOT_RECORDED),
    /** The answer was changed too often in a day to be permitted again. */
    OFTEN(Tone.NOT_RECORDED),
    ANSWER_READ(Tone.NOTED),
    EMERGENCY_READ(Tone.NOTED),
    UNUSUAL_SEEN(Tone.NOTED),
    REPORTED(Tone.NOTED),
    MAIL_ON(Tone.NOTED),
    MAIL_OFF(Tone.NOTED),
    MAIL_NOT_POSSIBLE(Tone.NO_MAIL);

    private final Tone tone;

    What(Tone tone) {
      this.tone = tone;
    }
  }

  /** Under which heading it is said. */
  enum Tone {
    RECORDED("said.good"),
    NOT_RECORDED("said.bad"),
    /** What was no answer to a hosting. */
    NOTED("said.noted"),
    /** It may have been recorded a moment ago: by the first of two clicks, or in another window. */
    AS_IT_STANDS("said.stands"),
    /** Of what is no answer to a hosting, that it is not so. */
    NO_MAIL("said.mail");

    private final String heading;

    Tone(String heading) {
      this.heading = heading;
    }

    String heading() {
      return heading;
    }

    boolean alarming() {
      return this == NOT_RECORDED || this == NO_MAIL;
    }
  }

  Tone tone() {
    return what.tone;
  }
}
