package io.brainyflow.journal;

/** Escapes unpaired surrogates, which a Java string can contain and a Unicode database cannot. */
final class Surrogates {

    private Surrogates() {}

    /** Returns the JSON with every half that stands alone escaped; these can be in strings only. */
    static String escaped(String json) {
        StringBuilder escaped = null;
        int length = json.length();
        for (int i = 0; i < length; i++) {
            char at = json.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(at) && i + 1 < length && Character.isLowSurrogate(json.charAt(i + 1));
            if (!pair && Character.isSurrogate(at) && escaped == null) {
                escaped = new StringBuilder(length + 16).append(json, 0, i);
            }
            if (escaped != null) {
                escaped.append(
                        !pair && Character.isSurrogate(at) ? String.format("\\u%04X", (int) at) : String.valueOf(at));
            }
            if (pair) {
                i++;
                if (escaped != null) {
                    escaped.append(json.charAt(i));
                }
            }
        }
        return escaped == null ? json : escaped.toString();
    }
}
