package dev.millrace.systemtests.configuration;

import java.lang.reflect.Field;

/** Classes and fields by the names that the metadata has. */
final class Reflection {

    private Reflection() {}

    static Class<?> type(String name) {
        try {
            return Class.forName(name, false, Reflection.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("The metadata name an unknown class " + name, e);
        }
    }

    static Field field(Class<?> type, String name) {
        try {
            return type.getDeclaredField(name);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("%s has no %s".formatted(type, name), e);
        }
    }
}
