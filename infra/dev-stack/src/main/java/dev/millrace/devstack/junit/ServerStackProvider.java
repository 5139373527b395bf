package dev.millrace.devstack.junit;

import dev.millrace.devstack.ServerStack;
import java.nio.file.Path;
import java.util.Optional;

/** Starts the servers of tests in another way; found on the class path of the tests. */
@FunctionalInterface
public interface ServerStackProvider {

    /** Empty when that is not possible on this machine, after having said so. */
    Optional<ServerStack> start(Path checkout);
}
